import type { Ticket } from "../api/queries/tickets.ts";
import type { Change } from "./useTicketChange.ts";

/** A status may be refused, and its ticket leaves the list: that is seen once it is so. */
export function seenAtOnce(ticket: Ticket, { properties, name, ...change }: Change): Partial<Ticket> {
  if (change.status || change.status_id || change.pipeline_id) return {};
  const { override: _, ...plain } = change;
  const own = Object.entries({ ...ticket.properties, ...properties }).filter(([, value]) => value !== null);
  return {
    ...plain,
    ...(name && { name, subject: name }),
    properties: Object.fromEntries(own) as Ticket["properties"],
  };
}
