import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { listInboxes } from "../api/queries/inboxes.ts";
import { reasonText } from "../api/reasons.ts";
import type { TicketEvent } from "../api/timelines.ts";
import { moment, time } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import css from "./lines.module.css";
import { useNames } from "./useNames.ts";

/** What happened between the messages, in words. */
export function EventLine({ event }: { event: TicketEvent }) {
  const said = useSaid(event);
  return (
    <div className={css.event}>
      <span dir="auto">{said}</span>
      <time dateTime={event.created_at} title={moment(event.created_at)}>
        {time(event.created_at)}
      </time>
    </div>
  );
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const routed = (details: TicketEvent["details"]): string =>
  reasonText({ code: text(details["code"]), reason: text(details["reason"]) || text(details["decision"]) });

function useSaid({ event, actor, details }: TicketEvent): ReactNode {
  const { agent, named, me } = useNames();
  const name = named(actor);
  const to = text(details["to"]);
  switch (event) {
    case "owner_changed":
      if (!to) return t("conversation.event.owner.none", { name });
      if (to === actor.id) return t("conversation.event.owner.taken", { name });
      if (to === me) return t("conversation.event.owner.me", { name });
      return t("conversation.event.owner.to", { name, owner: agent(to) });
    case "status_changed":
      if (to === "closed") return t("conversation.event.closed", { name });
      return details["message_id"] ? t("conversation.event.reopened") : t("conversation.event.opened", { name });
    case "inbox_changed":
      return <Moved to={to} />;
    case "routed":
      return t("conversation.event.routed", { reason: routed(details) });
    case "retried":
      return t("conversation.event.retried", { name });
    case "reported":
      return text(details["text"]) || t("conversation.event.reported");
    case "continued":
      return (
        <Link to="/tickets/$ticketId" params={{ ticketId: text(details["ticket_id"]) }} search={true}>
          {t("conversation.event.continued")}
        </Link>
      );
    case "unknown":
      return t("conversation.event.unknown");
  }
}

function Moved({ to }: { to: string }) {
  const { data } = useQuery(listInboxes());
  const inbox = data?.find((each) => each.id === to)?.name;
  return inbox ? t("conversation.event.moved", { inbox }) : t("conversation.event.moved.somewhere");
}
