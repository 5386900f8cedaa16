import type { Ticket, TicketFilter, TicketPage } from "./queries/tickets.ts";
import { withUnderWay } from "./underway.ts";

/** What is loaded of a list: its tickets, each once, where the next page begins and where what is newer begins. Of a
 * view, how many tickets it has. */
export type Tickets = { tickets: readonly Ticket[]; next: string | null; newer: string; count?: number };

export const firstPage = ({ tickets, next_cursor, newer_cursor, count }: TicketPage): Tickets => ({
  count,
  tickets: distinct(tickets),
  next: next_cursor,
  newer: newer_cursor,
});

/** The page that begins at `cursor`. One that is not the next page any more would leave a gap. */
export function withNext(list: Tickets, cursor: string, page: TicketPage): Tickets {
  if (list.next !== cursor) return list;
  return { ...list, tickets: distinct([...list.tickets, ...page.tickets]), next: page.next_cursor };
}

/** Tickets with new activity, oldest first, go to the top. If there are more of them, the next reading goes on there. */
export function withNewer(list: Tickets, page: TicketPage): Tickets {
  const tickets = distinct([...page.tickets.toReversed(), ...list.tickets]);
  return { ...list, tickets, newer: page.next_cursor ?? page.newer_cursor };
}

/** The beginning was read again: what is not there any more, though its neighbours are, has gone. What is further down
 * stays, unless so much is new that something may be missing in between. */
export function withBeginning(list: Tickets, page: TicketPage): Tickets {
  if (page.next_cursor === null) return firstPage(page);
  const places = new Map(list.tickets.map((ticket, place) => [placeOf(ticket), place]));
  const last = page.tickets.findLast((ticket) => places.has(placeOf(ticket)));
  if (!last) return firstPage(page);
  const below = list.tickets.slice(places.get(placeOf(last))! + 1);
  return {
    tickets: distinct([...page.tickets, ...below]),
    next: list.next,
    newer: page.newer_cursor,
    count: page.count,
  };
}

/** A ticket that moved is not where it was. */
const placeOf = ({ id, last_activity_at }: Ticket): string => `${last_activity_at} ${id}`;

/** What fits a view, the desk decides: it is seen when the view is read again. */
export const fitsFilter = (ticket: Ticket, { view_id, status, account_id, owner_id }: TicketFilter): boolean =>
  view_id !== undefined ||
  (ticket.status === (status ?? "open") &&
    (!account_id || ticket.account_id === account_id) &&
    (!owner_id || (ticket.owner_id ?? "none") === owner_id));

/** It stays in its place, goes from a list that it no longer fitsFilter, and comes to the top of one that it now fitsFilter. */
export function withChange(list: Tickets, ticket: Ticket, filter: TicketFilter): Tickets {
  const { tickets } = list;
  if (!fitsFilter(ticket, filter)) return { ...list, tickets: tickets.filter(({ id }) => id !== ticket.id) };
  if (!tickets.some(({ id }) => id === ticket.id))
    return filter.view_id === undefined ? { ...list, tickets: [ticket, ...tickets] } : list;
  return { ...list, tickets: tickets.map((each) => (each.id === ticket.id ? newest(each, ticket) : each)) };
}

/** What was read, without what has been changed since: a newer version that is known counts. */
export function current(
  read: readonly Ticket[],
  known: (id: string) => Ticket | undefined,
  filter: TicketFilter,
): Ticket[] {
  return read.flatMap((ticket) => {
    const changed = known(ticket.id);
    const now = withUnderWay(changed && changed.version > ticket.version ? newest(ticket, changed) : ticket);
    return fitsFilter(now, filter) ? now : [];
  });
}

/** A list may know of a newer message than whatever was read before it. */
export function newest(known: Ticket, ticket: Ticket): Ticket {
  if (known.last_sequence <= ticket.last_sequence) return ticket;
  const { last_sequence, last_direction, last_activity_at, preview, reply_state } = known;
  return { ...ticket, last_sequence, last_direction, last_activity_at, preview, reply_state };
}

/** One that moved up while pages were read is on two of them. */
function distinct(tickets: readonly Ticket[]): Ticket[] {
  const found = new Map<string, Ticket>();
  for (const ticket of tickets) if (!found.has(ticket.id)) found.set(ticket.id, ticket);
  return [...found.values()];
}
