/** A colour of its own for each name, always the same. */
export function hue(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return (hash * 137) % 360;
}

/** At most two first letters, whatever the name is made of: emoji and combining marks stay whole. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const chosen = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return chosen.map(first).join("").toUpperCase() || "?";
}

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const first = (word: string): string => [...letters.segment(word.slice(0, 32))][0]?.segment ?? "";
