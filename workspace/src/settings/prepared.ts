import type { EntryKind, LibraryEntry, Snippet } from "../api/queries/prepared.ts";

export type PreparedSearch = { q?: string | undefined; kind?: EntryKind | undefined };
export const ENTRY_KINDS: readonly EntryKind[] = ["document", "article", "meeting_link", "video", "quote"];

/** What is looked for is the address, as in each list. */
export const preparedSearch = (given: Record<string, unknown>): PreparedSearch => ({
  q: typeof given["q"] === "string" && given["q"] !== "" ? given["q"].slice(0, 200) : undefined,
  kind: ENTRY_KINDS.find((kind) => kind === given["kind"]),
});

const has = (texts: readonly (string | null)[], q: string | undefined): boolean => {
  const words = (q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const all = texts.join(" ").toLowerCase();
  return words.every((word) => all.includes(word));
};

/** By folder, those in none first; each word is in one of their texts. */
export function foldersOf(snippets: readonly Snippet[], q: string | undefined): [string | null, Snippet[]][] {
  const found = snippets.filter(({ name, shortcut, folder, text }) => has([name, shortcut, folder, text], q));
  const folders = [...new Set(found.map(({ folder }) => folder))];
  folders.sort((one, other) => (one ?? "").localeCompare(other ?? ""));
  return folders.map((folder) => [folder, found.filter((each) => each.folder === folder)]);
}

export const entriesOf = (entries: readonly LibraryEntry[], { q, kind }: PreparedSearch): LibraryEntry[] =>
  entries.filter(
    (each) => (!kind || each.kind === kind) && has([each.title, each.url, each.excerpt, each.quote_number], q),
  );
