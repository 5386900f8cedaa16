import { CloseButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getTicket } from "../api/queries/tickets.ts";
import { isGone } from "../api/ticketgone.ts";
import { panel } from "../shared/preferences.ts";
import { t } from "../shared/texts/index.ts";
import { ContactDetails } from "./ContactDetails.tsx";
import { Earlier } from "./Earlier.tsx";
import { OtherOpen } from "./OtherOpen.tsx";
import css from "./sidebar.module.css";
import { TicketDetails } from "./TicketDetails.tsx";

/** Beside the conversation: who this is, what the ticket is, and what was before. */
export default function Sidebar({ ticketId, className }: { ticketId: string; className?: string }) {
  const { data: ticket, error } = useQuery(getTicket(ticketId));
  // What is said instead of the ticket has the whole width.
  if (error && (!ticket || isGone(error))) return null;
  return (
    <aside className={`${css.panel} ${className ?? ""}`} aria-label={t("sidebar.title")} tabIndex={-1}>
      <CloseButton className={css.close} aria-label={t("sidebar.close")} onClick={() => panel.set(false)} />
      {ticket && (
        <>
          <ContactDetails ticket={ticket} />
          <OtherOpen tickets={ticket.open_tickets} />
          <TicketDetails ticket={ticket} />
          <Earlier key={ticket.id} ticket={ticket} />
        </>
      )}
    </aside>
  );
}
