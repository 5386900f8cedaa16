import { UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import ChevronDown from "lucide-react/icons/chevron-down";
import { useId, useState } from "react";
import { words } from "../api/problems.ts";
import { useAgents } from "../api/queries/people.ts";
import { listRoutingDecisions, type RoutingDecision } from "../api/queries/routing.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { reasonText } from "../api/reasons.ts";
import { SmallFurther } from "../shared/Further.tsx";
import { t } from "../shared/texts/index.ts";
import { Considered } from "../work/routing/Considered.tsx";
import { Moment, Section } from "./Facts.tsx";
import css from "./sidebar.module.css";
import why from "./why.module.css";

/** Why the ticket is whose it is: the newest decision in words, and what it was made of for whoever asks. */
export function Why({ ticket: { id, routing } }: { ticket: Ticket }) {
  const [open, setOpen] = useState(false);
  const region = useId();
  if (!routing) return null;
  return (
    <Section title={t("sidebar.routing")}>
      <p className={css.reason}>{reasonText(routing)}</p>
      <p className={css.dimmed}>
        <Moment at={routing.at} />
      </p>
      <UnstyledButton className={why.button} aria-expanded={open} aria-controls={region} onClick={() => setOpen(!open)}>
        <ChevronDown size={14} data-open={open || undefined} /> {t("sidebar.routing.more")}
      </UnstyledButton>
      <div id={region}>{open && <Decisions ticketId={id} at={routing.at} />}</div>
    </Section>
  );
}

function Decisions({ ticketId, at }: { ticketId: string; at: string }) {
  const list = useInfiniteQuery(listRoutingDecisions(ticketId, at));
  const [newest, ...earlier] = list.data?.pages.flatMap((page) => page.decisions) ?? [];
  return (
    <>
      {list.error && <p role="alert">{words(list.error)}</p>}
      {newest && <Made decision={newest} />}
      {earlier.length > 0 && (
        <>
          <h4 className={why.heading}>{t("sidebar.routing.earlier")}</h4>
          <ol className={why.earlier} aria-label={t("sidebar.routing.earlier")}>
            {earlier.map((decision) => (
              <li key={`${decision.at} ${decision.trigger}`}>
                <Outcome decision={decision} />
                <p className={css.reason}>{reasonText(decision)}</p>
                <p className={css.dimmed}>
                  {t(`decision.trigger.${decision.trigger}`)} · <Moment at={decision.at} />
                </p>
              </li>
            ))}
          </ol>
        </>
      )}
      <SmallFurther list={list}>{t("sidebar.earlier.more")}</SmallFurther>
    </>
  );
}

function Made({ decision }: { decision: RoutingDecision }) {
  const name = useName();
  const { trigger, rule_version: version, written_to, mail } = decision;
  return (
    <div className={why.made}>
      <Outcome decision={decision} />
      <p className={css.dimmed}>
        {t(`decision.trigger.${trigger}`)}
        {version !== null && ` · ${t("decision.rule", { version: String(version) })}`}
      </p>
      {written_to && mail && <p className={css.dimmed}>{t(`decision.mail.${mail}`, { name: name(written_to) })}</p>}
      {decision.considered.length > 0 && <Considered decision={decision} />}
    </div>
  );
}

function Outcome({ decision: { owner_id } }: { decision: RoutingDecision }) {
  const name = useName();
  return (
    <p className={why.outcome}>
      {owner_id ? t("decision.outcome.assigned", { name: name(owner_id) }) : t("decision.outcome.unassigned")}
    </p>
  );
}

function useName() {
  const { data: users = [] } = useAgents();
  return (id: string) => users.find((each) => each.id === id)?.name ?? id;
}
