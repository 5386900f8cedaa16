import { resultOf, type Result } from "../api/deliveries/results.ts";

/** What the addresses of these screens may say; all else is left out. */
export const TABS = ["overview", "settings", "access", "deliveries", "unhandled"] as const;
export type Tab = (typeof TABS)[number];
type AccountSearch = { tab?: Tab | undefined; result?: Result | undefined };

type Given = Record<string, unknown>;

export const accountSearch = (given: Given): AccountSearch => ({
  tab: TABS.find((tab) => tab === given["tab"]),
  result: resultOf(given["result"]),
});

export const channelsSearch = (given: Given): { deleted?: "1" | undefined } => ({
  deleted: given["deleted"] === "1" ? "1" : undefined,
});

export const connectedSearch = (given: Given): { state?: string | undefined } => ({
  state: typeof given["state"] === "string" ? given["state"] : undefined,
});
