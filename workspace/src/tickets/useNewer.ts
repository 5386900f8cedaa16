import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { pace, told } from "../api/pace.ts";
import { Problem } from "../api/problems.ts";
import { listTickets, readTickets, type Ticket, type TicketFilter } from "../api/queries/tickets.ts";
import { listViews } from "../api/queries/views.ts";
import { withBeginning, withNewer, type Tickets } from "../api/tickets.ts";

const EVERY_MS = 5_000;
/** A message brings a ticket to the top, and `newer` brings no more than that. What a colleague closed or took is seen
 * when the beginning is read again, which costs nothing while it is the same. */
const BEGINNING_EACH = 6;
/** Pages of what is newer. After a long absence it may be more: then the beginning of the list says what counts. */
const AT_ONCE = 4;
/** The view was deleted or names what was deleted, or this person may not see it any more. */
const REFUSED = [403, 404, 409];

/** Keeps the list up to date: when the desk tells of a change (src/live), else while the tab is seen, and at once when it is seen again. */
export function useNewer(filter: TicketFilter, ready: boolean, onNew: (tickets: Ticket[]) => void): void {
  const queries = useQueryClient();
  const turn = useRef(1);
  useQuery({
    queryKey: ["newerTickets", filter],
    queryFn: async ({ signal }) => {
      const found: Ticket[] = [];
      try {
        const beginning = told.get() || filter.view_id !== undefined || turn.current++ % BEGINNING_EACH === 0;
        const whole = !beginning && (await readNewer(queries, filter, signal, found));
        if (!whole) await readBeginning(queries, filter, signal, found);
      } catch (error) {
        if (error instanceof Problem && REFUSED.includes(error.status)) asOpenedNow(queries, filter);
        throw error;
      } finally {
        if (found.length > 0) onNew(found);
      }
      return null;
    },
    enabled: ready,
    staleTime: 0,
    refetchInterval: () => pace(EVERY_MS),
    refetchOnWindowFocus: "always",
  });
}

/** The list does not go on showing what it had, and is not asked for again by itself. */
function asOpenedNow(queries: QueryClient, filter: TicketFilter): void {
  void queries.resetQueries({ queryKey: listTickets(filter).queryKey, exact: true });
  void queries.invalidateQueries(listViews());
}

type Reading = (queries: QueryClient, filter: TicketFilter, signal: AbortSignal, found: Ticket[]) => Promise<unknown>;

const readBeginning: Reading = async (queries, filter, signal, found) => {
  const page = await readTickets(queries, filter, undefined, signal);
  found.push(...change(queries, filter, (list) => withBeginning(list, page)));
};

/** Each page is kept as it comes: the next one may fail. False if there are more. */
const readNewer: Reading = async (queries, filter, signal, found) => {
  for (let pages = 0; pages < AT_ONCE; pages += 1) {
    const cursor = queries.getQueryData(listTickets(filter).queryKey)?.newer;
    if (cursor === undefined) return true;
    const page = await readTickets(queries, filter, cursor, signal);
    found.push(...change(queries, filter, (list) => withNewer(list, page)));
    if (page.next_cursor === null) return true;
  }
  return false;
};

/** Returns the tickets whose customer wrote. */
function change(queries: QueryClient, filter: TicketFilter, become: (list: Tickets) => Tickets): Ticket[] {
  const { queryKey } = listTickets(filter);
  const before = queries.getQueryData(queryKey);
  if (!before) return [];
  const after = become(before);
  queries.setQueryData(queryKey, after);
  const known = new Map(before.tickets.map((ticket) => [ticket.id, ticket.last_sequence]));
  return after.tickets.filter(
    ({ id, last_sequence, last_direction }) => last_direction === "in" && last_sequence > (known.get(id) ?? 0),
  );
}
