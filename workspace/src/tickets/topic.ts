import type { Filters } from "./filters.ts";

const OF_OWNERS: Record<string, string> = { me: "mine", none: "unassigned" };

/** Which changes concern a list: those of the narrowest view that has all of its tickets. */
export const topicOf = ({ view, status, owner }: Filters): string =>
  `view:${view ?? status ?? OF_OWNERS[owner ?? ""] ?? "all_open"}`;
