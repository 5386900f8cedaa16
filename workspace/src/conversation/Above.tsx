import { Button, Loader } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import History from "lucide-react/icons/history";
import type { Ticket } from "../api/queries/tickets.ts";
import { t } from "../shared/texts/index.ts";
import css from "./timeline.module.css";
import type { Older } from "./useTimeline.ts";

/** Above the first message: that more is coming, or the conversation before this one. */
export function Above({ ticket, older }: { ticket: Ticket; older: Older }) {
  if (older.failed)
    return (
      <p role="alert">
        {t("conversation.older.failed")}{" "}
        <Button size="compact-sm" variant="light" onClick={() => void older.load()}>
          {t("shell.try_again")}
        </Button>
      </p>
    );
  if (older.more) return <Loader size="sm" type="dots" aria-label={t("conversation.older")} />;
  if (ticket.previous_ticket_id)
    return (
      <Link to="/tickets/$ticketId" params={{ ticketId: ticket.previous_ticket_id }} search={true} className={css.link}>
        <History size={15} /> {t("conversation.before")}
      </Link>
    );
  return <p>{t("conversation.beginning")}</p>;
}
