import CircleAlert from "lucide-react/icons/circle-alert";
import UserRoundX from "lucide-react/icons/user-round-x";
import { labelOf } from "../api/property.ts";
import { useAgents } from "../api/queries/people.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { Face } from "../shared/Face.tsx";
import { t } from "../shared/texts/index.ts";
import { PRIORITIES, PriorityMark } from "../work/PriorityMark.tsx";
import { usePipelines } from "../work/useRules.ts";
import { useShown } from "../work/useShown.ts";
import { ChooseLine } from "./ChooseLine.tsx";
import css from "./work.module.css";
import { StatusLine } from "./StatusLine.tsx";
import { WriteLine } from "./WriteLine.tsx";

const text = (name: string) => ({ name, type: "text", choices: [], built_in: true }) as const;
const builtIn = (name: string) => labelOf({ name, label: name, built_in: true });

/** What every ticket has, each edited in its place. */
export function TicketWork({ ticket }: { ticket: Ticket }) {
  const pipelines = usePipelines();
  const { data: agents = [] } = useAgents();
  const missing = (name: string) => ticket.incomplete.includes(name);
  const people = agents.map(({ id, name }) => ({
    value: id,
    label: name,
    mark: (
      <span className={css.person}>
        <Face name={name} size={20} /> <bdi>{name}</bdi>
      </span>
    ),
  }));
  return (
    <>
      <WriteLine ticket={ticket} property={text("name")} label={builtIn("name")} required missing={missing("name")} />
      {pipelines && pipelines.length > 1 && (
        <ChooseLine
          ticket={ticket}
          name="pipeline_id"
          label={t("sidebar.pipeline")}
          choices={pipelines.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <StatusLine ticket={ticket} />
      <ChooseLine
        ticket={ticket}
        name="priority"
        label={builtIn("priority")}
        missing={missing("priority")}
        choices={[
          ...PRIORITIES.map((value) => ({
            value,
            label: t(`property.priority.${value}`),
            mark: <PriorityMark priority={value} />,
          })),
          { value: null, label: t("sidebar.none") },
        ]}
      />
      <WriteLine
        ticket={ticket}
        property={text("category")}
        label={builtIn("category")}
        missing={missing("category")}
      />
      <ChooseLine
        ticket={ticket}
        name="owner_id"
        label={builtIn("owner_id")}
        missing={missing("owner_id")}
        choices={[
          ...people,
          {
            value: null,
            label: t("tickets.filter.owner.none"),
            mark: (
              <span className={css.person}>
                <UserRoundX size={18} /> {t("tickets.filter.owner.none")}
              </span>
            ),
          },
        ]}
      />
    </>
  );
}

/** What the status needs of the ticket and the ticket lacks: a rule may have moved it, or an administrator. */
export function Incomplete({ ticket }: { ticket: Ticket }) {
  const shown = useShown();
  if (ticket.incomplete.length === 0) return null;
  return (
    <p className={css.incomplete}>
      <CircleAlert size={16} />
      <span>{t("sidebar.incomplete", { names: ticket.incomplete.map(shown.label).join(", ") })}</span>
    </p>
  );
}
