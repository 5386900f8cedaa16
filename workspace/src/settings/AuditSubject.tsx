import { Link } from "@tanstack/react-router";
import type { AuditEvent } from "../api/queries/administration.ts";
import { useAccounts } from "../api/queries/channels.ts";
import { t } from "../shared/texts/index.ts";
import css from "./audit.module.css";

/** What was changed, and where it is; what was deleted is nowhere. */
export function AuditSubject({ event }: { event: AuditEvent }) {
  const { subject, type, app_id } = event;
  const accounts = useAccounts().data;
  const { kind, id } = subject;
  if (kind === "account") {
    return (
      <Link to="/channels/accounts/$accountId" params={{ accountId: id }} className={css.account}>
        {accounts?.find((each) => each.id === id)?.name ?? id}
      </Link>
    );
  }
  if (kind === "app") return app_id;
  if (kind === "desk") return null;
  const name = nameIn(event) ?? (kind === "ticket_property" ? id : t("settings.audit.show"));
  if (type.endsWith(".deleted")) return nameIn(event) ?? (kind === "ticket_property" ? id : null);
  switch (kind) {
    case "pipeline":
      return (
        <Link
          to="/settings/pipelines/$pipelineId"
          params={{ pipelineId: id }}
          className={css.account}
          children={name}
        />
      );
    case "ticket_property":
      return <Link to="/settings/properties/$name" params={{ name: id }} className={css.account} children={name} />;
    case "snippet":
      return (
        <Link to="/settings/snippets/$snippetId" params={{ snippetId: id }} className={css.account} children={name} />
      );
    case "library_entry":
      return <Link to="/settings/library/$entryId" params={{ entryId: id }} className={css.account} children={name} />;
    default:
      return nameIn(event) ?? null;
  }
}

/** By which people know it, if it is among what was changed. */
function nameIn({ details }: AuditEvent): string | undefined {
  const { from, to } = details["name"] ?? details["title"] ?? details["label"] ?? {};
  return [to, from].find((each) => typeof each === "string");
}
