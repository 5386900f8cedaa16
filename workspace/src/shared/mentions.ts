/** Somebody who may be mentioned in a note, as `@` and their name. */
export type Named = { id: string; name: string };

/** Where the text names whom: the longest name wins, so that Ann is not found in Anna. */
export function mentionsIn(text: string, people: readonly Named[]): { text: string; person?: Named }[] {
  const known = people.filter(({ name }) => name).sort((one, other) => other.name.length - one.name.length);
  const found: { text: string; person?: Named }[] = [];
  let from = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const person = known.find(
      ({ name }) => text.startsWith(name, at + 1) && !/\p{L}/u.test(text[at + 1 + name.length] ?? ""),
    );
    if (!person) continue;
    const end = at + 1 + person.name.length;
    found.push({ text: text.slice(from, at) }, { text: text.slice(at, end), person });
    from = end;
  }
  return [...found, { text: text.slice(from) }].filter((piece) => piece.text);
}

/** Those whom the text still names, each once. */
export const mentionedIn = (text: string, people: readonly Named[]): Named[] => [
  ...new Set(mentionsIn(text, people).flatMap(({ person }) => person ?? [])),
];
