import { useEffect } from "react";
import type { Ticket } from "../api/queries/tickets.ts";
import { isUnread, seen } from "../shared/seen.ts";
import { useStore } from "../shared/store.ts";
import { unreadTickets } from "../shared/unread.ts";

/** A customer wrote, and nobody looked at it on this browser. Whatever we wrote is not unread. */
export function useUnread(tickets: readonly Ticket[]): (ticket: Ticket) => boolean {
  const known = useStore(seen);
  const unread = ({ last_direction, conversation_id, last_sequence }: Ticket) =>
    last_direction === "in" && isUnread(conversation_id, last_sequence, known);
  const count = tickets.filter(unread).length;
  useEffect(() => unreadTickets.set(count), [count]);
  return unread;
}
