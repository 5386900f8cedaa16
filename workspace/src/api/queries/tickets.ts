import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";
import type { paths } from "../schema.ts";
import { current, firstPage, withBeginning, withNext, type Tickets } from "../tickets.ts";
import { withUnderWay } from "../underway.ts";

export type Ticket = Schemas["TicketOut"];
/** `count`: of all tickets of a view. What is newer in a view is seen when its beginning is read again. */
export type TicketPage = Schemas["TicketListOut"] & { count?: number };
type Parameters = Omit<NonNullable<paths["/tickets"]["get"]["parameters"]["query"]>, "limit" | "cursor">;
/** The tickets of a view, or those that fit the parameters. */
export type TicketFilter = Parameters & { view_id?: string; time_zone?: string };

/** So many are read at once. */
export const BEGINNING = 50;

/** A page as it is now: what was changed here while it was on its way is not taken back. */
export async function readTickets(
  client: QueryClient,
  filter: TicketFilter,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<TicketPage> {
  const page = await pageOf(filter, cursor, signal);
  const known = (id: string) => client.getQueryData(getTicket(id).queryKey);
  return { ...page, tickets: current(page.tickets, known, filter) };
}

async function pageOf(filter: TicketFilter, cursor: string | undefined, signal: AbortSignal): Promise<TicketPage> {
  const { view_id, ...given } = filter;
  const query = { ...given, limit: BEGINNING, cursor };
  if (view_id === undefined) return answer(api.GET("/tickets", { params: { query }, signal }));
  const found = await answer(api.GET("/views/{view_id}/tickets", { params: { path: { view_id }, query }, signal }));
  return { ...found, newer_cursor: "" };
}

const key = (filter: TicketFilter) => ["listTickets", filter] as const;

/** All that is loaded of a list. `useNewer` and `ticketChanged` keep it up to date. Asked again, it reads the beginning
 * and keeps the rest. */
export const listTickets = (filter: TicketFilter) =>
  queryOptions({
    queryKey: key(filter),
    queryFn: async ({ client, signal }): Promise<Tickets> => {
      const page = await readTickets(client, filter, undefined, signal);
      const known = client.getQueryData<Tickets>(key(filter));
      return known ? withBeginning(known, page) : firstPage(page);
    },
    staleTime: Infinity,
  });

/** The page that begins at `cursor` comes to the end of the list, whatever has changed in it meanwhile. */
export async function loadMore(
  client: QueryClient,
  filter: TicketFilter,
  cursor: string,
  signal: AbortSignal,
): Promise<void> {
  const page = await readTickets(client, filter, cursor, signal);
  client.setQueryData<Tickets>(key(filter), (list) => list && withNext(list, cursor, page));
}

export type TicketDetails = Schemas["TicketWithContactOut"];

/** A reading that is older than what is known of the ticket does not take that back. */
export const getTicket = (ticket_id: string) =>
  queryOptions({
    queryKey: ["getTicket", ticket_id],
    queryFn: async ({ client, queryKey, signal }): Promise<TicketDetails> => {
      const read = await answer(api.GET("/tickets/{ticket_id}", { params: { path: { ticket_id } }, signal }));
      const known = client.getQueryData<TicketDetails>(queryKey);
      return withUnderWay(known && known.version > read.version ? known : read);
    },
  });
