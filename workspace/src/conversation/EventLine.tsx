import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { listInboxes } from "../api/queries/inboxes.ts";
import { reasonText } from "../api/reasons.ts";
import type { TicketEvent } from "../api/timelines.ts";
import { moment, time } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import { ChangedProperties } from "./ChangedProperties.tsx";
import { movedBetween, propertiesChanged } from "./happened.ts";
import css from "./lines.module.css";
import { useNames } from "./useNames.ts";

/** What happened between the messages, in words. */
export function EventLine({ event }: { event: TicketEvent }) {
  const said = useSaid(event);
  return (
    <div className={css.event}>
      <span dir="auto">
        {said}
        {event.actor.through && (
          <> {t("conversation.through", { program: event.actor.through.name ?? event.actor.through.id })}</>
        )}
        {text(event.details["override"]) && (
          <span className={css.reason}>
            {t("conversation.event.anyway", { reason: text(event.details["override"]) })}
          </span>
        )}
      </span>
      <time dateTime={event.created_at} title={moment(event.created_at)}>
        {time(event.created_at)}
      </time>
    </div>
  );
}

type Actor = TicketEvent["actor"];

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const routed = (details: TicketEvent["details"]): string =>
  reasonText({ code: text(details["code"]), reason: text(details["reason"]) || text(details["decision"]) });

function useSaid({ event, actor, details }: TicketEvent): ReactNode {
  const { agent, named, me } = useNames();
  const name = named(actor);
  const [from, to] = [text(details["from"]), text(details["to"])];
  const moved = movedBetween(details);
  switch (event) {
    case "owner_changed":
      if (!to) return t("conversation.event.owner.none", { name });
      if (to === actor.id) return t("conversation.event.owner.taken", { name });
      if (to === me) return t("conversation.event.owner.me", { name });
      return t("conversation.event.owner.to", { name, owner: agent(to) });
    case "properties_changed":
      return <ChangedProperties name={name} changes={propertiesChanged(details)} />;
    case "status_changed":
      if (moved && !(from === "closed" && to === "open" && details["message_id"]))
        return movedWords(name, moved, actor);
      if (to === "closed") return t("conversation.event.closed", { name });
      return details["message_id"] ? t("conversation.event.reopened") : t("conversation.event.opened", { name });
    case "inbox_changed":
      return <Moved to={to} />;
    case "routed":
      return t("conversation.event.routed", { reason: routed(details) });
    case "retried":
      return t("conversation.event.retried", { name });
    case "cancelled":
      return t("conversation.event.cancelled", { name });
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

/** A rule of the pipeline moves a ticket when a message comes or goes. */
function movedWords(name: string, moved: { from: string; to: string }, actor: Actor): string {
  if (actor.kind === "system") return t("conversation.event.moved_by_rule", moved);
  return t("conversation.event.moved_to", { name, ...moved });
}

function Moved({ to }: { to: string }) {
  const { data } = useQuery(listInboxes());
  const inbox = data?.find((each) => each.id === to)?.name;
  return inbox ? t("conversation.event.moved", { inbox }) : t("conversation.event.moved.somewhere");
}
