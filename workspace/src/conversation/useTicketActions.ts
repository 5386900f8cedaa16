import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { answer, api } from "../api/client.ts";
import { words } from "../api/problems.ts";
import { getTimeline } from "../api/queries/timeline.ts";
import { getTicket, type Ticket } from "../api/queries/tickets.ts";
import { ticketChanged } from "../api/ticketlists.ts";
import { announce } from "../shared/announce.ts";
import { neighbour } from "../shared/order.ts";
import { t } from "../shared/texts/index.ts";

/** What others see of it, whatever came of ours. */
function readAgain(client: QueryClient, ticket: Ticket) {
  void client.invalidateQueries({ queryKey: getTicket(ticket.id).queryKey });
  void client.invalidateQueries({ queryKey: getTimeline(ticket.conversation_id).queryKey });
}

/** Says a failure here, or over the page if the person has gone on to another ticket. */
function useFailure(ticket: Ticket) {
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => void (here.current = false);
  }, []);
  return (error: Error) => {
    if (!here.current)
      notifications.show({ color: "red", title: ticket.subject, message: words(error), autoClose: false });
  };
}

/** At once on screen, because it is easily taken back if the API refuses. */
export function useAssign(ticket: Ticket) {
  const client = useQueryClient();
  const say = useFailure(ticket);
  return useMutation({
    mutationFn: (owner_id: string | null) =>
      answer(
        api.PUT("/tickets/{ticket_id}/owner", {
          // Whoever takes a ticket that somebody else has says so by the version that they see.
          params: { path: { ticket_id: ticket.id }, header: { "if-match": `"${ticket.version}"` } },
          body: { owner_id },
        }),
      ),
    onMutate: (owner_id) => {
      ticketChanged(client, { ...ticket, owner_id });
      // While it is on its way, these functions are replaced by those of the changed ticket.
      return ticket;
    },
    onSuccess: (changed) => ticketChanged(client, changed),
    onError: (error, _, before) => {
      ticketChanged(client, before ?? ticket);
      say(error);
    },
    onSettled: () => readAgain(client, ticket),
  });
}

/** After closing, the next ticket of the list follows: if the person is still here, and the ticket was closed. */
export function useStatus(ticket: Ticket) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const say = useFailure(ticket);
  const change = useMutation({
    mutationFn: (status: Ticket["status"]) =>
      answer(api.PUT("/tickets/{ticket_id}/status", { params: { path: { ticket_id: ticket.id } }, body: { status } })),
    onSuccess: (changed) => ticketChanged(client, changed),
    onError: say,
    onSettled: () => readAgain(client, ticket),
  });
  const close = () => {
    const next = neighbour(ticket.id, 1) ?? neighbour(ticket.id, -1);
    change.mutate("closed", {
      onSuccess: () => {
        announce(t("conversation.close.done", { subject: ticket.subject }));
        if (next !== undefined && next !== ticket.id)
          void navigate({ to: "/tickets/$ticketId", params: { ticketId: next }, search: true });
        else void navigate({ to: "/tickets", search: true });
      },
    });
  };
  const open = () => change.mutate("open", { onSuccess: () => announce(t("conversation.open.done")) });
  return { change, toggle: ticket.status === "open" ? close : open };
}
