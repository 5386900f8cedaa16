import type { EntryKind } from "../api/queries/prepared.ts";

export type PreparedSearch = { q?: string | undefined; kind?: EntryKind | undefined };
export const ENTRY_KINDS: readonly EntryKind[] = ["document", "article", "meeting_link", "video", "quote"];

/** What is looked for is the address, as in each list. */
export const preparedSearch = (given: Record<string, unknown>): PreparedSearch => ({
  q: typeof given["q"] === "string" && given["q"] !== "" ? given["q"].slice(0, 200) : undefined,
  kind: ENTRY_KINDS.find((kind) => kind === given["kind"]),
});
