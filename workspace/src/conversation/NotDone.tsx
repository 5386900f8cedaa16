import { Link } from "@tanstack/react-router";
import { Problem, words } from "../api/problems.ts";
import { t } from "../shared/texts/index.ts";
import { Collided } from "../work/Collided.tsx";
import { useShown } from "../work/useShown.ts";
import type { useTicketChange } from "../work/useTicketChange.ts";
import css from "./head.module.css";

type Props = {
  work: Pick<ReturnType<typeof useTicketChange>, "error" | "collision" | "variables" | "insist" | "reset">;
};

/** Why an action on the ticket was not done. The ticket has been read again by then. */
export function NotDone({ work }: Props) {
  const shown = useShown();
  const { error, collision, variables } = work;
  if (!error) return null;
  if (collision.length > 0 && variables) {
    const { owner_id, status_id, status } = variables.change;
    const wanted =
      owner_id !== undefined
        ? shown.value("owner_id", owner_id)
        : status_id !== undefined
          ? shown.value("status_id", status_id)
          : t(`tickets.filter.status.${status ?? "open"}`);
    return (
      <div className={css.collided}>
        <Collided collision={collision} wanted={wanted} onInsist={work.insist} onLeave={work.reset} />
      </div>
    );
  }
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
