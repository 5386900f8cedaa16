import "@mantine/core/styles/Checkbox.layer.css";
import "@mantine/core/styles/Radio.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import { Checkbox, Radio, TextInput } from "@mantine/core";
import { Problem } from "../api/problems.ts";
import { useActiveAgents, useMe } from "../api/queries/people.ts";
import { Hint } from "../shared/Hint.tsx";
import css from "../shared/form.module.css";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import type { Plan } from "./plan.ts";

const CHOICES = ["none", "contact_owner", "users_and_teams"] as const;

type Props = { plan: Plan; error: unknown; tried: boolean; onChange(plan: Plan): void };

/** Who gets new tickets. Without a service seat nobody may choose it, which is said before they try. */
export function RoutingFields({ plan, error, tried, onChange }: Props) {
  const seated = useMe().data?.has_service_seat !== false;
  const problem = error instanceof Problem ? error : undefined;
  return (
    <section className={css.section}>
      <h2 className={css.heading}>{t("channels.routing")}</h2>
      <Hint>{t("channels.routing.hint")}</Hint>
      {!seated && <Notice tone="info">{t("channels.routing.no_seat")}</Notice>}
      <div className={css.fields}>
        <Radio.Group
          aria-label={t("channels.routing")}
          value={plan.assignTo}
          error={problem?.at("routing") ?? problem?.at("routing.assign_to")}
          onChange={(assignTo) => onChange({ ...plan, assignTo: assignTo as Plan["assignTo"] })}
        >
          <div className={css.stack}>
            {CHOICES.map((choice) => (
              <Radio
                key={choice}
                value={choice}
                disabled={!seated}
                label={t(`channels.routing.to.${choice}`)}
                description={t(`channels.routing.hint.${choice}`)}
              />
            ))}
          </div>
        </Radio.Group>
        {plan.assignTo === "users_and_teams" && <People {...{ plan, error, tried, onChange }} disabled={!seated} />}
      </div>
    </section>
  );
}

function People({ plan, error, tried, disabled, onChange }: Props & { disabled: boolean }) {
  const { data: agents = [] } = useActiveAgents();
  const problem = error instanceof Problem ? error : undefined;
  const nobody = tried && plan.agents.length === 0 && !plan.teams.trim();
  const change = (chosen: string[]) => onChange({ ...plan, agents: chosen });
  const refused = problem?.errors.find(({ field }) => field.startsWith("routing.user_ids"))?.message;
  return (
    <div className={css.inset}>
      <Checkbox.Group
        label={t("channels.routing.agents")}
        value={plan.agents}
        error={nobody ? t("channels.routing.nobody") : refused}
        onChange={change}
      >
        <div className={css.stack} style={{ marginBlock: "0.5rem" }}>
          {agents.map(({ id, name, has_service_seat: seat }) => (
            <Checkbox
              key={id}
              value={id}
              label={name}
              disabled={disabled}
              description={seat ? undefined : t("settings.agents.seat.no")}
            />
          ))}
        </div>
      </Checkbox.Group>
      <TextInput
        label={t("channels.routing.teams")}
        description={t("channels.routing.teams.hint")}
        value={plan.teams}
        disabled={disabled}
        error={problem?.errors.find(({ field }) => field.startsWith("routing.team_ids"))?.message}
        onChange={(event) => onChange({ ...plan, teams: event.currentTarget.value })}
      />
    </div>
  );
}
