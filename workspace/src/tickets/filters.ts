import { accountIdOf } from "../shared/accountId.ts";
import type { TicketFilter } from "../api/queries/tickets.ts";

/** Which tickets the list shows: exactly what stands in the address. `owner` is `me`, `none` or an agent's id. */
export type Filters = { status?: "closed"; account?: string; owner?: string };

/** From an address that anybody may have written: what makes no sense is left out. */
export function filtersOf(search: Record<string, unknown>): Filters {
  const found: Filters = {
    status: search["status"] === "closed" ? "closed" : undefined,
    account: accountIdOf(search["account"]),
    owner: /^[\w-]{1,128}$/.test(String(search["owner"] ?? "")) ? String(search["owner"]) : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Somebody by their id. */
export const isAgent = (owner: string | undefined): owner is string =>
  owner !== undefined && owner !== "me" && owner !== "none";

export function queryOf(filters: Filters, me: string): TicketFilter {
  return {
    ...(filters.status && { status: filters.status }),
    ...(filters.account && { account_id: filters.account }),
    ...(filters.owner && { owner_id: filters.owner === "me" ? me : filters.owner }),
  };
}

/** The views of the menu. Each keeps the channel that is chosen. */
export const VIEWS = {
  open: {},
  mine: { owner: "me" },
  unassigned: { owner: "none" },
  closed: { status: "closed" },
} as const satisfies Record<string, Filters>;
type View = keyof typeof VIEWS;

/** No filter at all: all that is open. */
export const isAll = (filters: Filters): boolean => Object.values(filters).every((value) => value === undefined);

export const viewOf = ({ status, owner }: Filters): View | undefined =>
  (Object.keys(VIEWS) as View[]).find((name) => {
    const view: Filters = VIEWS[name];
    return view.status === status && view.owner === owner;
  });
