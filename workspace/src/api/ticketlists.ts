import type { QueryClient } from "@tanstack/react-query";
import { getTicket, type Ticket, type TicketFilter } from "./queries/tickets.ts";
import { newest, withChange, type Tickets } from "./tickets.ts";
import { withUnderWay } from "./underway.ts";

/** Call with what the API answered to a change, or when one begins: every list in the page shows it, without asking
 * again. */
export function ticketChanged(queries: QueryClient, answered: Ticket): void {
  const ticket = withUnderWay(answered);
  queries.setQueryData(getTicket(ticket.id).queryKey, (known) => known && { ...known, ...newest(known, ticket) });
  inEachList(queries, (list, filter) => withChange(list, ticket, filter));
}

/** Call with what was read of a ticket: each list that has it shows it, or lets it go. */
export function ticketRead(queries: QueryClient, ticket: Ticket): void {
  inEachList(queries, (list, filter) =>
    list.tickets.some(({ id }) => id === ticket.id) ? withChange(list, ticket, filter) : list,
  );
}

export function inEachList(queries: QueryClient, change: (list: Tickets, filter: TicketFilter) => Tickets): void {
  for (const [key, list] of queries.getQueriesData<Tickets>({ queryKey: ["listTickets"] }))
    if (list) queries.setQueryData<Tickets>(key, change(list, key[1] as TicketFilter));
}
