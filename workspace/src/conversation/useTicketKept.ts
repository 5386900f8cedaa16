import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { getComposer } from "../api/queries/conversations.ts";
import { getTicket, type Ticket } from "../api/queries/tickets.ts";
import { ticketRead } from "../api/ticketlists.ts";
import type { Entry } from "../api/timelines.ts";

/** What comes into the conversation changes its ticket: who wrote last, whether it is open, whether a reply failed. The
 * ticket is read again, and the list shows what was read. */
export function useTicketKept(ticket: Ticket, entries: readonly Entry[]): void {
  const queries = useQueryClient();
  const last = entries.at(-1);
  const failed = last?.type === "message" && last.status === "FAILED";
  // A customer may have blocked us, or come back: then the composer says so.
  const hinders = failed || (last?.type === "event" && last.event === "reported");
  const mark = last && `${last.id} ${failed}`;
  const before = useRef(mark);
  useEffect(() => {
    if (before.current !== undefined && before.current !== mark) {
      void queries.invalidateQueries({ queryKey: getTicket(ticket.id).queryKey });
      if (hinders) void queries.invalidateQueries({ queryKey: getComposer(ticket.conversation_id).queryKey });
    }
    before.current = mark;
  }, [queries, ticket.id, ticket.conversation_id, mark, hinders]);
  useEffect(() => ticketRead(queries, ticket), [queries, ticket]);
}
