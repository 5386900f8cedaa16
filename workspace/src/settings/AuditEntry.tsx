import { useAccounts } from "../api/queries/channels.ts";
import { Link } from "@tanstack/react-router";
import ArrowRight from "lucide-react/icons/arrow-right";
import type { AuditEvent } from "../api/queries/administration.ts";
import table from "../shared/table.module.css";
import { t } from "../shared/texts/index.ts";
import { When } from "../shared/When.tsx";
import css from "./audit.module.css";
import { shown } from "./audit.ts";

export function AuditEntry({ event: { created_at, actor, type, account_id, app_id, details, webhook } }: Props) {
  const name = useAccounts().data?.find(({ id }) => id === account_id)?.name;
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
        <strong>{t(`settings.audit.type.${type}`)}</strong>{" "}
        {account_id ? (
          <Link to="/channels/accounts/$accountId" params={{ accountId: account_id }} className={css.account}>
            {name ?? account_id}
          </Link>
        ) : (
          app_id
        )}
        <Details details={details} />
        {webhook && (
          <p className={css.by} data-bad={webhook.status === "FAILED" || undefined}>
            {t(`settings.audit.app.${webhook.status}`)}
            {webhook.failure_reason && `: ${webhook.failure_reason}`}
          </p>
        )}
      </td>
    </tr>
  );
}

type Props = { event: AuditEvent };

function Details({ details }: { details: AuditEvent["details"] }) {
  return (
    <dl className={css.details}>
      {Object.entries(details).map(([field, { from, to }]) => (
        <div key={field}>
          <dt>{field}</dt>
          <dd>
            <del aria-label={t("settings.audit.from", { value: shown(from) })}>{shown(from)}</del>{" "}
            <ArrowRight size={12} /> <ins aria-label={t("settings.audit.to", { value: shown(to) })}>{shown(to)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
