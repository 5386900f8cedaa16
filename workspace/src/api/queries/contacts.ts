import { infiniteQueryOptions, queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type Contact = Schemas["ContactDetailsOut"];

export const getContact = (contact_id: string) =>
  queryOptions({
    queryKey: ["getContact", contact_id],
    queryFn: ({ signal }) => answer(api.GET("/contacts/{contact_id}", { params: { path: { contact_id } }, signal })),
    staleTime: 60_000,
  });

const EARLIER = 20;

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

/** By name: only those that have one. */
export const listContacts = () =>
  infiniteQueryOptions({
    queryKey: ["listContacts"],
    queryFn: ({ pageParam: cursor, signal }) =>
      answer(api.GET("/contacts", { params: { query: { sort: "name", limit: 100, cursor } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** Identifiers and conversations have moved: what is on screen of either is read again. */
export async function contactsMerged(queries: QueryClient, id: string): Promise<void> {
  const keys = [["getContact", id], ["listContacts"], ["getTicket"], ["listPreviousTickets"], ["listAuditEvents"]];
  await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
}

/** The name is shown by open tickets too. */
export async function contactChanged(queries: QueryClient, contact: Contact): Promise<void> {
  queries.setQueryData(getContact(contact.id).queryKey, contact);
  await queries.invalidateQueries({ queryKey: ["getTicket"] });
}
