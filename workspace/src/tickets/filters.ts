import { accountIdOf } from "../shared/accountId.ts";
import { hereZone } from "../shared/zones.ts";
import type { TicketFilter } from "../api/queries/tickets.ts";

/** Which tickets the list shows: exactly what stands in the address. A view has filters of its own; without one, `owner`
 * is `me`, `none` or an agent's id. */
export type Filters = { view?: string; status?: "closed"; account?: string; owner?: string };

/** From an address that anybody may have written: what makes no sense is left out. */
export function filtersOf(search: Record<string, unknown>): Filters {
  const view = String(search["view"] ?? "");
  if (/^\w{1,64}$/.test(view)) return { view };
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
  if (filters.view) return { view_id: filters.view, time_zone: hereZone() };
  return {
    ...(filters.status && { status: filters.status }),
    ...(filters.account && { account_id: filters.account }),
    ...(filters.owner && { owner_id: filters.owner === "me" ? me : filters.owner }),
  };
}

/** The views that every desk has. */
export const VIEWS = {
  open: {},
  mine: { owner: "me" },
  unassigned: { owner: "none" },
  my_teams_unassigned: { view: "my_teams_unassigned" },
  waiting: { view: "waiting" },
  my_mentions: { view: "my_mentions" },
  failed_replies: { view: "failed_replies" },
  closed: { status: "closed" },
} as const satisfies Record<string, Filters>;
export type BuiltIn = keyof typeof VIEWS;

/** By which the API knows it. */
export const idOf = (view: BuiltIn): string => (view === "open" ? "all_open" : view);

/** No filter at all: all that is open. */
export const isAll = (filters: Filters): boolean => Object.values(filters).every((value) => value === undefined);

export const viewOf = ({ view: id, status, owner }: Filters): BuiltIn | undefined =>
  (Object.keys(VIEWS) as BuiltIn[]).find((name) => {
    const view: Filters = VIEWS[name];
    return view.view === id && view.status === status && view.owner === owner;
  });
