import { UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { words } from "../api/problems.ts";
import { useAccounts } from "../api/queries/channels.ts";
import { listPreviousTickets } from "../api/queries/contacts.ts";
import { AccountMark } from "../shared/ChannelMark.tsx";
import { day } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import { Section } from "./Facts.tsx";
import css from "./sidebar.module.css";

/** The customer's conversations before this one, on every account, newest first. Most customers have none. */
export function Earlier({ ticketId }: { ticketId: string }) {
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(listPreviousTickets(ticketId));
  const tickets = data?.pages.flatMap((page) => page.tickets) ?? [];
  const accounts = new Map(useAccounts().data?.map((account) => [account.id, account]));
  if (tickets.length === 0 && !error) return null;
  return (
    <Section title={t("sidebar.earlier")}>
      <ol className={css.earlier} aria-label={t("sidebar.earlier")}>
        {tickets.map(({ id, subject, opened_at, status, account_id }) => (
          <li key={id}>
            <Link to="/tickets/$ticketId" params={{ ticketId: id }} search={true}>
              <bdi>{subject}</bdi>
              <span className={css.dimmed}>
                <AccountMark account={accounts.get(account_id)} size={14} /> {day(opened_at)} ·{" "}
                {t(`tickets.filter.status.${status}`)}
              </span>
            </Link>
          </li>
        ))}
      </ol>
      {error && <p role="alert">{words(error)}</p>}
      {hasNextPage && (
        <UnstyledButton className={css.more} disabled={isFetching} onClick={() => void fetchNextPage()}>
          {t("sidebar.earlier.more")}
        </UnstyledButton>
      )}
    </Section>
  );
}
