import { Link } from "@tanstack/react-router";
import CircleAlert from "lucide-react/icons/circle-alert";
import Clock from "lucide-react/icons/clock";
import Pencil from "lucide-react/icons/pencil";
import { memo } from "react";
import type { Account } from "../api/queries/channels.ts";
import type { PipelineStatus } from "../api/queries/pipelines.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { AccountMark } from "../shared/ChannelMark.tsx";
import { age, moment } from "../shared/dates.ts";
import { Face } from "../shared/Face.tsx";
import { t } from "../shared/texts/index.ts";
import { PriorityIcon } from "../work/PriorityMark.tsx";
import { StatusMark } from "../work/StatusMark.tsx";
import css from "./row.module.css";

type Props = {
  ticket: Ticket;
  /** Where it is in its pipeline, if that is worth saying. */
  status: PipelineStatus | undefined;
  account: Account | undefined;
  /** Undefined if nobody has it, or if it need not be said. Null: who it is will be known in a moment. */
  owner: string | null | undefined;
  chosen: boolean;
  unread: boolean;
  /** The desk has not taken a reply from this browser. */
  unsent: boolean;
  /** Somebody began a reply on this browser. */
  draft: boolean;
  minute: number;
};

export const TicketRow = memo(function TicketRow({
  ticket,
  status,
  account,
  owner,
  chosen,
  unread,
  unsent,
  draft,
  minute,
}: Props) {
  const said = ticket.last_direction === "out" ? t("tickets.list.you", { text: ticket.preview }) : ticket.preview;
  return (
    <Link
      to="/tickets/$ticketId"
      params={{ ticketId: ticket.id }}
      search={true}
      activeOptions={{ includeSearch: false }}
      className={css.row}
      data-chosen={chosen || undefined}
      data-unread={unread || undefined}
    >
      <Face name={ticket.contact_name} />
      <span className={css.name}>
        <bdi>{ticket.contact_name}</bdi>
        {ticket.number !== null && (
          <span className={css.number}>{t("tickets.number", { number: `${ticket.number}` })}</span>
        )}
      </span>
      <time className={css.age} dateTime={ticket.last_activity_at} title={moment(ticket.last_activity_at)}>
        {age(ticket.last_activity_at, Math.max(minute, Date.parse(ticket.last_activity_at)))}
      </time>
      <span className={css.last}>
        {ticket.reply_state === "failed" && (
          <span className={css.failed}>
            <CircleAlert size={14} /> {t("tickets.list.failed")}
          </span>
        )}
        {ticket.reply_state === "queued" && (
          <span className={css.waits}>
            <Clock size={14} /> {t("tickets.list.waits")}
          </span>
        )}
        {(ticket.priority === "urgent" || ticket.priority === "high") && <PriorityIcon priority={ticket.priority} />}
        <span className={css.said} dir="auto">
          {said}
        </span>
      </span>
      <span className={css.foot}>
        <Origin account={account} />
        {status && (
          <span className={css.status} title={t("tickets.status", { status: status.name })}>
            <StatusMark category={status.category} name={status.name} />
          </span>
        )}
        {unsent && (
          <span className={`${css.draft} ${css.failed}`}>
            <CircleAlert size={13} /> {t("tickets.list.unsent")}
          </span>
        )}
        {draft && !unsent && (
          <span className={css.draft}>
            <Pencil size={13} /> {t("tickets.list.draft")}
          </span>
        )}
        {owner !== undefined && (
          <span className={css.owner} title={owner ? t("tickets.list.owner", { name: owner }) : undefined}>
            {owner && <Face name={owner} size={18} />}
          </span>
        )}
        {unread && <span className={css.dot} role="img" aria-label={t("tickets.list.unread")} />}
      </span>
    </Link>
  );
});

/** A conversation of a custom channel is marked as such wherever it is listed. */
export function Origin({ account }: { account: Account | undefined }) {
  return (
    <span className={css.channel}>
      <AccountMark account={account} size={15} />
      <span className={css.account}>{account?.name}</span>
      {account?.channel_id && <span className={css.custom}>{t("tickets.list.custom")}</span>}
    </span>
  );
}
