import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { BEGINNING, getTicket } from "../api/queries/tickets.ts";
import { isGone, ticketGone } from "../api/ticketgone.ts";
import { ticketRead } from "../api/ticketlists.ts";
import type { Tickets } from "../api/tickets.ts";

/** Somebody may change a thousand tickets at once: then these are as they were until the list is opened again. */
const MOST = 10;

/** The beginning of a list is read again as a whole; of what is further down, each ticket that was told of. */
export function readRowsBelow(queries: QueryClient, told: readonly QueryKey[]): void {
  const lists = queries.getQueryCache().findAll({ queryKey: ["listTickets"], type: "active" });
  const below = lists.flatMap(({ state }) => (state.data as Tickets | undefined)?.tickets.slice(BEGINNING) ?? []);
  const ids = new Set(below.map(({ id }) => id));
  const changed = told.flatMap(([name, id]) => (name === "getTicket" && ids.has(id as string) ? [id as string] : []));
  for (const id of changed.slice(0, MOST)) void readRow(queries, id);
}

async function readRow(queries: QueryClient, id: string): Promise<void> {
  try {
    ticketRead(queries, await queries.fetchQuery({ ...getTicket(id), staleTime: 0 }));
  } catch (error) {
    if (isGone(error)) ticketGone(queries, id);
  }
}
