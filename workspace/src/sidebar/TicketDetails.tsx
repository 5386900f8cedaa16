import { useQuery } from "@tanstack/react-query";
import { listChannelAccounts } from "../api/queries/channels.ts";
import { listInboxes } from "../api/queries/inboxes.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { AccountMark } from "../shared/ChannelMark.tsx";
import { t } from "../shared/texts/index.ts";
import { Facts, Moment, Section } from "./Facts.tsx";
import { OwnProperties } from "./OwnProperties.tsx";
import css from "./sidebar.module.css";
import { Incomplete, TicketWork } from "./TicketWork.tsx";
import { Why } from "./Why.tsx";

/** A line that is not known yet has its place: nothing below it moves. */
const COMING = "\u00a0";

export function TicketDetails({ ticket }: { ticket: Ticket }) {
  const { data: accounts } = useQuery(listChannelAccounts());
  const { data: inboxes } = useQuery(listInboxes());
  const account = accounts?.find(({ id }) => id === ticket.account_id);
  return (
    <>
      <Section title={t("sidebar.ticket")}>
        <Incomplete ticket={ticket} />
        <dl className={css.facts}>
          <TicketWork ticket={ticket} />
        </dl>
      </Section>
      <OwnProperties ticket={ticket} />
      <Section title={t("sidebar.origin")}>
        <Facts
          facts={[
            [t("sidebar.number"), ticket.number !== null && t("tickets.number", { number: `${ticket.number}` })],
            [
              t("sidebar.channel"),
              account ? (
                <span className={css.channel}>
                  <AccountMark account={account} size={16} />
                  <bdi>{account.name}</bdi>
                  {account.handle && <bdi className={css.dimmed}>{account.handle}</bdi>}
                </span>
              ) : (
                COMING
              ),
            ],
            [t("sidebar.inbox"), inboxes ? inboxes.find(({ id }) => id === ticket.inbox_id)?.name : COMING],
            [t("sidebar.opened"), <Moment key="opened" at={ticket.opened_at} />],
            [t("sidebar.closed"), ticket.closed_at && <Moment key="closed" at={ticket.closed_at} />],
            [
              t("sidebar.id"),
              <code key="id" title={ticket.id}>
                {ticket.id}
              </code>,
            ],
          ]}
        />
      </Section>
      <Why ticket={ticket} />
    </>
  );
}
