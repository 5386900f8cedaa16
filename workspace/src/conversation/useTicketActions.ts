import { useNavigate } from "@tanstack/react-router";
import type { PipelineStatus } from "../api/queries/pipelines.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { announce } from "../shared/announce.ts";
import { neighbour } from "../shared/order.ts";
import { t } from "../shared/texts/index.ts";
import { usePlace } from "../work/useRules.ts";
import { useTicketChange, type Change } from "../work/useTicketChange.ts";

/** After closing, the next ticket of the list follows: if the person is still here, and the ticket was closed. */
export function useStatus(ticket: Ticket) {
  const navigate = useNavigate();
  const place = usePlace(ticket);
  const work = useTicketChange(ticket);
  const send = (change: Change) => {
    const next = neighbour(ticket.id, 1) ?? neighbour(ticket.id, -1);
    work.change(change, {
      onSuccess: (changed) => {
        if (!changed) return;
        if (ticket.status === "open" && changed.status === "closed") {
          announce(t("conversation.close.done", { subject: ticket.subject }));
          if (next !== undefined && next !== ticket.id)
            void navigate({ to: "/tickets/$ticketId", params: { ticketId: next }, search: true });
          else void navigate({ to: "/tickets", search: true });
        } else if (ticket.status === "closed" && changed.status === "open") announce(t("conversation.open.done"));
        else announce(t("conversation.status.done"));
      },
    });
  };
  return {
    work,
    place,
    move: ({ id }: PipelineStatus) => send({ status_id: id }),
    /** Without a status that may follow, the API says what may. */
    toggle: () =>
      send(place?.toggled ? { status_id: place.toggled.id } : { status: ticket.status === "open" ? "closed" : "open" }),
  };
}
