import { Store } from "../../shared/store.ts";
import type { Ticket } from "../../api/queries/tickets.ts";
import type { Change } from "../useTicketChange.ts";

/** A change of many tickets that was begun on this page: it goes on wherever one looks. */
export type Going = { id: string; change: Change; tickets: readonly Ticket[] };

export const bulkJob = new Store<Going | null>(null);
