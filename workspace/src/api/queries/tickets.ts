import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";
import type { paths } from "../schema.ts";
import { current, firstPage, withBeginning, withNext, type Tickets } from "../tickets.ts";

export type Ticket = Schemas["TicketOut"];
export type TicketPage = Schemas["TicketListOut"];
export type TicketFilter = Omit<NonNullable<paths["/tickets"]["get"]["parameters"]["query"]>, "limit" | "cursor">;

const PAGE = 50;

/** A page as it is now: what was changed here while it was on its way is not taken back. */
export async function readTickets(
  client: QueryClient,
  filter: TicketFilter,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<TicketPage> {
  const page = await answer(api.GET("/tickets", { params: { query: { ...filter, limit: PAGE, cursor } }, signal }));
  const known = (id: string) => client.getQueryData(getTicket(id).queryKey);
  return { ...page, tickets: current(page.tickets, known, filter) };
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

export const getTicket = (ticket_id: string) =>
  queryOptions({
    queryKey: ["getTicket", ticket_id],
    queryFn: ({ signal }) => answer(api.GET("/tickets/{ticket_id}", { params: { path: { ticket_id } }, signal })),
  });
