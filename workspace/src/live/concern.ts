import type { QueryClient } from "@tanstack/react-query";
import { getTicket } from "../api/queries/tickets.ts";
import { loadLaterTexts, t } from "../shared/texts/index.ts";
import { toast } from "../shared/toasts.ts";
import type { Change, Reason } from "./frames.ts";
import { own } from "./presence.ts";

const TEXTS = {
  assigned: "conversation.concern.assigned",
  mentioned: "conversation.concern.mentioned",
  reply_failed: "conversation.concern.reply_failed",
} as const satisfies Record<Reason, string>;

/** Says what concerns the person themselves, unless they look at it. */
export async function sayConcern(queries: QueryClient, change: Change, open: (id: string) => void): Promise<void> {
  const { reason, data } = change;
  const id = data["ticket_id"];
  const seen = own.get()?.topic === `ticket:${id}` && document.visibilityState === "visible";
  if (!reason || !id || seen || !(reason in TEXTS)) return;
  // What it is about adorns it; that it happened is said in any case.
  const [ticket] = await Promise.all([queries.fetchQuery(getTicket(id)).catch(() => undefined), loadLaterTexts()]);
  const hide = await toast({
    title: t(TEXTS[reason]),
    message: ticket && (ticket.subject || ticket.contact_name),
    color: reason === "reply_failed" ? "red" : "blue",
    style: { cursor: "pointer" },
    role: reason === "reply_failed" ? "alert" : "status",
    onClick: () => {
      hide();
      open(id);
    },
  });
}
