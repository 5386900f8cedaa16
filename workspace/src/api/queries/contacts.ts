import { infiniteQueryOptions, queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type Contact = Schemas["ContactDetailsOut"];

export const getContact = (contact_id: string) =>
  queryOptions({
    queryKey: ["getContact", contact_id],
    queryFn: ({ signal }) => answer(api.GET("/contacts/{contact_id}", { params: { path: { contact_id } }, signal })),
    staleTime: 60_000,
  });

const EARLIER = 5;

/** The contact's tickets before this one, on every account, newest first. */
export const listPreviousTickets = (ticket_id: string) =>
  infiniteQueryOptions({
    queryKey: ["listPreviousTickets", ticket_id],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/tickets/{ticket_id}/previous-tickets", {
          params: { path: { ticket_id }, query: { limit: EARLIER, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: 60_000,
  });

/** The name is shown by open tickets too. */
export async function contactChanged(queries: QueryClient, contact: Contact): Promise<void> {
  queries.setQueryData(getContact(contact.id).queryKey, contact);
  await queries.invalidateQueries({ queryKey: ["getTicket"] });
}
