import type { LibraryEntry, Snippet } from "../api/queries/prepared.ts";
import type { PreparedSearch } from "./prepared.ts";

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
