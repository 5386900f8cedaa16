import { useQuery } from "@tanstack/react-query";
import { listChannelAccounts } from "../api/queries/channels.ts";
import { listInboxes } from "../api/queries/inboxes.ts";
import { useAgents } from "../api/queries/people.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { reasonText } from "../api/reasons.ts";
import { AccountMark } from "../shared/ChannelMark.tsx";
import { day, moment, time } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import { Facts, Section } from "./Facts.tsx";
import css from "./sidebar.module.css";

/** A line that is not known yet has its place: nothing below it moves. */
const COMING = "\u00a0";

export function TicketDetails({ ticket }: { ticket: Ticket }) {
  const { data: accounts } = useQuery(listChannelAccounts());
  const { data: agents } = useAgents();
  const { data: inboxes } = useQuery(listInboxes());
  const account = accounts?.find(({ id }) => id === ticket.account_id);
  const properties = Object.entries(ticket.properties);
  return (
    <>
      <Section title={t("sidebar.ticket")}>
        <Facts
          facts={[
            [t("sidebar.subject"), ticket.subject],
            [t("sidebar.status"), t(`tickets.filter.status.${ticket.status}`)],
            [t("sidebar.owner"), ownerOf(ticket.owner_id, agents)],
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
      {properties.length > 0 && (
        <Section title={t("sidebar.properties")}>
          <Facts facts={properties.map(([name, value]) => [name, shown(value)])} />
        </Section>
      )}
      {ticket.routing && (
        <Section title={t("sidebar.routing")}>
          <p className={css.reason}>{reasonText(ticket.routing)}</p>
          <p className={css.dimmed}>
            <Moment at={ticket.routing.at} />
          </p>
        </Section>
      )}
    </>
  );
}

function ownerOf(id: string | null, agents: readonly { id: string; name: string }[] | undefined): string {
  if (id === null) return t("tickets.filter.owner.none");
  return agents?.find((each) => each.id === id)?.name ?? COMING;
}

const shown = (value: string | number | boolean | readonly string[]): string =>
  Array.isArray(value) ? value.join(", ") : typeof value === "boolean" ? t(`sidebar.property.${value}`) : String(value);

function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={moment(at)}>
      {day(at)}, {time(at)}
    </time>
  );
}
