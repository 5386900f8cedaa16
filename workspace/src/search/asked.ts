import type { Sought } from "../api/queries/search.ts";
import { LONGEST, type SearchAddress } from "./address.ts";

/** Why nothing can be asked. */
export type Unasked = "empty" | "short" | "long";

export function unasked(q: string | undefined): Unasked | undefined {
  if (!q) return "empty";
  if ([...q].length > LONGEST) return "long";
  return /[\p{L}\p{N}]/u.test(q) ? undefined : "short";
}

const BY = {
  status: "status",
  channel: "channel_id",
  account: "account_id",
  owner: "owner_id",
  team: "team_id",
} as const;

/** What the API is asked: by words that are in its body, so that they are in nobody's log. */
export function soughtBy(address: SearchAddress): Sought {
  const names = Object.keys(BY) as (keyof typeof BY)[];
  return {
    query: address.q ?? "",
    ...(address.kind && { types: [address.kind] }),
    filters: names.flatMap((name) => {
      const value = address[name];
      return value ? [{ property: BY[name], operator: "is" as const, value }] : [];
    }),
    ...(address.after && { after: midnight(address.after, 0) }),
    ...(address.before && { before: midnight(address.before, 1) }),
    order: address.order ?? "newest",
  };
}

/** Where the reader is; the clocks may change in between. */
function midnight(day: string, later: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return new Date(year, month - 1, date + later).toISOString();
}

/** What is asked of the tickets themselves, not of where the words are. */
export const ofTickets = (address: SearchAddress): Pick<SearchAddress, keyof typeof BY> =>
  Object.fromEntries(Object.entries(address).filter(([name, value]) => name in BY && value !== undefined));

/** How many filters are set: the words and the order are none. */
export const filtersSet = ({ q: _, order: __, ...filters }: SearchAddress): number =>
  Object.values(filters).filter((value) => value !== undefined).length;
