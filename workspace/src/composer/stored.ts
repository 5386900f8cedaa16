import type { QueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client.ts";
import { arrive } from "../api/outgoing.ts";
import { getTicket } from "../api/queries/tickets.ts";
import { ticketChanged } from "../api/ticketlists.ts";
import type { Departure } from "./departures.ts";
import { deskCopyOf } from "./deskcopies.ts";
import type { Sheet } from "./sheet.ts";
import { holdBack } from "./undo.ts";

/** The desk has it, and what follows from that is shown. Throws a Problem. */
export async function stored(queries: QueryClient, sheet: Sheet, departure: Departure): Promise<void> {
  const { key, conversation_id, body, into } = departure;
  const params = { path: { conversation_id }, header: { "idempotency-key": key } };
  // The desk's copy of the draft is gone with it: both or neither.
  const took = await deskCopyOf(sheet, queries).versionOf(departure.draft);
  const call = api.POST("/conversations/{conversation_id}/replies", {
    params,
    body: took ? { ...body, draft: took } : body,
  });
  const asked = performance.now();
  const message = await answer(call);
  arrive(queries, key, message);
  deskCopyOf(sheet, queries).sent(took?.version);
  holdBack(message, departure.draft, asked);
  if (!into) return;
  // Also where its list is, if the person has gone on.
  const read = queries.fetchQuery({ ...getTicket(into.ticket_id), staleTime: 0 });
  void read.then((ticket) => ticketChanged(queries, ticket)).catch(() => undefined);
}
