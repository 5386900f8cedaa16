/** One line of a list from which something is inserted. */
export type Suggestion = { id: string; name: string; /** Where it is, or what it is. */ hint?: string; more?: string };

const LONGEST = 40;

/** What is typed after `mark`, if that begins a word: null if there is no such word before the caret. A second word only
 * counts while something is found for it. */
export function askedFor(before: string, mark: string): string | null {
  const at = before.lastIndexOf(mark);
  if (at < 0 || before.length - at > LONGEST || (at > 0 && !/[\s(\ufffc]/.test(before[at - 1]!))) return null;
  const words = before.slice(at + 1);
  return /^\s/.test(words) ? null : words;
}

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

type Searched = { id: string; name: string; shortcut?: string | null; also?: readonly (string | null)[] };

/** Those that have every word: by shortcut first, then by the beginning of the name. */
export function foundIn<T extends Searched>(all: readonly T[], typed: string): T[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const rank = ({ name, shortcut, also = [] }: T): number => {
    const [short, long] = [plain(shortcut ?? ""), plain(name)];
    const everything = [short, long, ...also.map((each) => plain(each ?? ""))].join(" ");
    if (!words.every((word) => everything.includes(word))) return -1;
    const [first] = words;
    if (!first) return 3;
    return short === first ? 0 : short.startsWith(first) ? 1 : long.startsWith(first) ? 2 : 3;
  };
  return all
    .map((each) => ({ each, rank: rank(each) }))
    .filter((found) => found.rank >= 0)
    .sort((one, other) => one.rank - other.rank)
    .map(({ each }) => each);
}
