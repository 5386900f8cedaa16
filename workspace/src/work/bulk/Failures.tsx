import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { flawText, textOf, type Flaw } from "../../api/reasons.ts";
import type { Ticket } from "../../api/queries/tickets.ts";
import { t } from "../../shared/texts/index.ts";
import { useShown } from "../useShown.ts";
import css from "./bulk.module.css";
import type { Refused } from "./useFailures.ts";

type Props = { failures: readonly Refused[]; tickets: readonly Ticket[]; onChoose(): void };

/** Each ticket that was not changed, why, and the way there. */
export function Failures({ failures, tickets, onChoose }: Props) {
  const known = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const shown = useShown();
  const why = ({ code, message, more }: Refused) => {
    const missing = more["missing"];
    if (Array.isArray(missing) && missing.length > 0)
      return t("bulk.needs", { names: missing.map((each) => shown.label(String(each))).join(", ") });
    const flaws = Array.isArray(more["errors"]) ? (more["errors"] as Flaw[]) : [];
    return [textOf(code) ?? (flaws.length ? "" : message), ...new Set(flaws.map(flawText))].join(" ").trim();
  };
  return (
    <>
      <ul className={css.failures} aria-label={t("bulk.failures")} tabIndex={0}>
        {failures.map((each) => (
          <li key={each.ticket_id}>
            <Link to="/tickets/$ticketId" params={{ ticketId: each.ticket_id }} search={true}>
              <bdi>{known.get(each.ticket_id)?.subject ?? each.ticket_id}</bdi>
            </Link>{" "}
            {why(each)}
          </li>
        ))}
      </ul>
      <Button size="compact-sm" variant="default" onClick={onChoose}>
        {t("bulk.choose_refused")}
      </Button>
    </>
  );
}
