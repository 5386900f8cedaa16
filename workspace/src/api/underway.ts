import type { Schemas } from "./client.ts";

type Ticket = Schemas["TicketOut"];

/** What this page changes of tickets, by id, until the desk has answered. */
export const underWay = new Map<string, readonly Partial<Ticket>[]>();

/** As it will be: what is read meanwhile may have been read before the desk knew of the change. */
export function withUnderWay<T extends Ticket>(ticket: T): T {
  const found = underWay.get(ticket.id);
  return found ? Object.assign({}, ticket, ...found) : ticket;
}
