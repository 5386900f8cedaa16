import { accountIdOf } from "../shared/accountId.ts";

/** What is searched, as it stands in the address. `after` and `before` are days where the reader is, with both of them. */
export type SearchAddress = {
  q?: string | undefined;
  kind?: Kind | undefined;
  status?: Status | undefined;
  channel?: string | undefined;
  account?: string | undefined;
  /** `me`, `none` or somebody's id. */
  owner?: string | undefined;
  /** `my_teams`, `none` or the id of a team. */
  team?: string | undefined;
  after?: string | undefined;
  before?: string | undefined;
  order?: "best" | undefined;
};

export const KINDS = ["ticket", "message", "note"] as const;
export const STATUSES = ["open", "closed"] as const;
type Kind = (typeof KINDS)[number];
type Status = (typeof STATUSES)[number];

/** As many characters as the API takes. */
export const LONGEST = 1000;

/** From an address that anybody may have written: what makes no sense is left out. */
export function searchAddress(given: Record<string, unknown>): SearchAddress {
  const found: SearchAddress = {
    q: String(given["q"] ?? "").trim() || undefined,
    kind: KINDS.find((each) => each === given["kind"]),
    status: STATUSES.find((each) => each === given["status"]),
    channel: idOf(given["channel"]),
    account: accountIdOf(given["account"]),
    owner: idOf(given["owner"]),
    team: idOf(given["team"]),
    after: dayOf(given["after"]),
    before: dayOf(given["before"]),
    order: given["order"] === "best" ? "best" : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

const idOf = (value: unknown) => (/^[\w-]{1,128}$/.test(String(value ?? "")) ? String(value) : undefined);

function dayOf(value: unknown): string | undefined {
  const text = String(value ?? "");
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}
