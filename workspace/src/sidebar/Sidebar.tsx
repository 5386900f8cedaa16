import { CloseButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getContact } from "../api/queries/contacts.ts";
import { listContactProperties } from "../api/queries/properties.ts";
import { getTicket, type Ticket } from "../api/queries/tickets.ts";
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
  const contactIsThere = useContactIsThere(ticket);
  // What is said instead of the ticket has the whole width.
  if (error && (!ticket || isGone(error))) return null;
  return (
    <aside className={`${css.panel} ${className ?? ""}`} aria-label={t("sidebar.title")} tabIndex={-1}>
      <CloseButton className={css.close} aria-label={t("sidebar.close")} onClick={() => panel.set(false)} />
      {ticket && (
        <>
          <ContactDetails ticket={ticket} />
          {contactIsThere && (
            <>
              <OtherOpen tickets={ticket.open_tickets} />
              <TicketDetails ticket={ticket} />
              <Earlier key={ticket.id} ticket={ticket} />
            </>
          )}
        </>
      )}
    </aside>
  );
}

/** The ticket does not say how many properties and merges its contact has. What is below waits, so that it does not move
 * under somebody's pointer, but for the first answers only: where these fail, they are asked for again and again. */
function useContactIsThere(ticket: Ticket | undefined): boolean {
  const enabled = ticket !== undefined;
  const contact = useQuery({ ...getContact(ticket?.contact_id ?? ""), enabled });
  const properties = useQuery({ ...listContactProperties(), enabled });
  return [contact, properties].every(({ isPending, failureCount }) => !isPending || failureCount > 0);
}
