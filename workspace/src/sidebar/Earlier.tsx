import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../api/client.ts";
import { words } from "../api/problems.ts";
import { useAccounts } from "../api/queries/channels.ts";
import { listPreviousTickets } from "../api/queries/contacts.ts";
import { AccountMark } from "../shared/ChannelMark.tsx";
import { day } from "../shared/dates.ts";
import { SmallFurther } from "../shared/Further.tsx";
import { t } from "../shared/texts/index.ts";
import { Section } from "./Facts.tsx";
import css from "./sidebar.module.css";

const FEW = 10;

type Page = Pick<Schemas["TicketWithContactOut"], "id" | "earlier_conversations" | "previous_ticket_id">;

/** The customer's conversations before this one, on every account, newest first. Most customers have none. */
export function Earlier({ ticket }: { ticket: Page }) {
  const [all, setAll] = useState(false);
  const found = ticket.earlier_conversations;
  const previous = ticket.previous_ticket_id;
  // The ticket comes with few, of the contact's newest: there may be more.
  const more = found.length >= FEW || (previous !== null && !found.some(({ id }) => id === previous));
  const query = useInfiniteQuery({ ...listPreviousTickets(ticket.id), enabled: all });
  const { data, error, isFetching, fetchNextPage } = query;
  const list = {
    hasNextPage: data ? query.hasNextPage : more,
    isFetchingNextPage: isFetching,
    fetchNextPage: () => (all ? fetchNextPage() : setAll(true)),
  };
  const tickets = data?.pages.flatMap((page) => page.tickets) ?? found;
  const accounts = new Map(useAccounts().data?.map((account) => [account.id, account]));
  if (tickets.length === 0 && !more && !error) return null;
  return (
    <Section title={t("sidebar.earlier")}>
      <ol className={css.earlier} aria-label={t("sidebar.earlier")}>
        {tickets.map(({ id, name, opened_at, status, account_id }) => (
          <li key={id}>
            <Link to="/tickets/$ticketId" params={{ ticketId: id }} search={true}>
              <bdi>{name}</bdi>
              <span className={css.dimmed}>
                <AccountMark account={accounts.get(account_id)} size={14} /> {day(opened_at)} ·{" "}
                {t(`tickets.filter.status.${status}`)}
              </span>
            </Link>
          </li>
        ))}
      </ol>
      {error && <p role="alert">{words(error)}</p>}
      <SmallFurther list={list}>{t("sidebar.earlier.more")}</SmallFurther>
    </Section>
  );
}
