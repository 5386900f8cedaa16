import { Link } from "@tanstack/react-router";
import { Problem, words } from "../api/problems.ts";
import { t } from "../shared/texts/index.ts";
import css from "./head.module.css";

/** Why an action on the ticket was not done. The ticket has been read again by then. */
export function NotDone({ error }: { error: Error | null }) {
  if (!error) return null;
  const next = error instanceof Problem && error.code === "ticket_continued" ? error.context["ticket_id"]?.[0] : null;
  return (
    <p role="alert" className={css.refused}>
      {next ? t("conversation.continued") : words(error)}{" "}
      {next && (
        <Link to="/tickets/$ticketId" params={{ ticketId: next }} search={true}>
          {t("conversation.event.continued")}
        </Link>
      )}
    </p>
  );
}
