import { useQuery } from "@tanstack/react-query";
import ArrowRight from "lucide-react/icons/arrow-right";
import type { AuditEvent } from "../api/queries/administration.ts";
import { listInboxes } from "../api/queries/inboxes.ts";
import { useAgents } from "../api/queries/people.ts";
import { reasonText } from "../api/reasons.ts";
import table from "../shared/table.module.css";
import { t } from "../shared/texts/index.ts";
import { When } from "../shared/When.tsx";
import css from "./audit.module.css";
import { AuditSubject } from "./AuditSubject.tsx";
import { fieldWords, valueWords, type Names } from "./change.ts";

export function AuditEntry({ event }: Props) {
  const { created_at, actor, type, details, webhook } = event;
  return (
    <tr>
      <td className={table.nowrap}>
        <When at={created_at} />
      </td>
      <td>
        {actor.name ?? actor.id}
        <p className={css.by}>
          {t(`settings.audit.kind.${actor.kind}`)}
          {actor.on_behalf_of && ` · ${t("settings.audit.for", { name: actor.on_behalf_of })}`}
        </p>
      </td>
      <td className={table.wide}>
        <strong title={raw(type)}>{t(`settings.audit.type.${type}`)}</strong> <AuditSubject event={event} />
        <Details details={details} />
        {webhook && (
          <p className={css.by} data-bad={webhook.status === "FAILED" || undefined}>
            {t(`settings.audit.app.${webhook.status}`)}
            <Why webhook={webhook} />
          </p>
        )}
      </td>
    </tr>
  );
}

type Props = { event: AuditEvent };

function Why({ webhook: { failure_code, failure_reason } }: { webhook: NonNullable<AuditEvent["webhook"]> }) {
  if (!failure_reason) return null;
  return (
    <>
      {": "}
      <span title={raw(`${failure_code}: ${failure_reason}`)}>
        {reasonText({ code: failure_code, reason: failure_reason })}
      </span>
    </>
  );
}

/** What was before and what is now, in words; the API's own are there for whoever points at it. */
function Details({ details }: { details: AuditEvent["details"] }) {
  const names = useNames();
  return (
    <dl className={css.details}>
      {Object.entries(details).map(([field, { from, to }]) => (
        <div key={field}>
          <dt title={raw(field)}>{fieldWords(field)}</dt>
          <dd>
            <Value as="del" said={valueWords(field, from, names)} value={from} />
            <ArrowRight size={12} />
            <Value as="ins" said={valueWords(field, to, names)} value={to} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ as: Mark, said, value }: { as: "del" | "ins"; said: string; value: unknown }) {
  const label = t(Mark === "del" ? "settings.audit.from" : "settings.audit.to", { value: said });
  return (
    <Mark aria-label={label} title={raw(JSON.stringify(value))}>
      {said}
    </Mark>
  );
}

const raw = (value: string): string => t("settings.audit.raw", { value });

function useNames(): Names {
  const { data: inboxes } = useQuery(listInboxes());
  const { data: agents } = useAgents();
  return {
    inbox: (id) => inboxes?.find((inbox) => inbox.id === id)?.name,
    agent: (id) => agents?.find((agent) => agent.id === id)?.name,
  };
}
