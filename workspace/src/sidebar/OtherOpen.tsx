import { Link } from "@tanstack/react-router";
import type { Schemas } from "../api/client.ts";
import { useAccounts } from "../api/queries/channels.ts";
import { AccountMark } from "../shared/ChannelMark.tsx";
import { day } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import { Section } from "./Facts.tsx";
import css from "./sidebar.module.css";

/** What else the same customer waits for. */
export function OtherOpen({ tickets }: { tickets: readonly Schemas["ShortTicketOut"][] }) {
  const accounts = new Map(useAccounts().data?.map((account) => [account.id, account]));
  if (tickets.length === 0) return null;
  return (
    <Section title={t("sidebar.others")}>
      <ol className={css.earlier} aria-label={t("sidebar.others")}>
        {tickets.map(({ id, name, opened_at, account_id }) => (
          <li key={id}>
            <Link to="/tickets/$ticketId" params={{ ticketId: id }} search={true}>
              <bdi>{name}</bdi>
              <span className={css.dimmed}>
                <AccountMark account={accounts.get(account_id)} size={14} /> {day(opened_at)}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </Section>
  );
}
