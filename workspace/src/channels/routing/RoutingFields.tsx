import "@mantine/core/styles/Radio.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Switch.layer.css";
import { Radio, Switch } from "@mantine/core";
import { Problem } from "../../api/problems.ts";
import { useMe } from "../../api/queries/people.ts";
import css from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { Notice } from "../../shared/Notice.tsx";
import { t } from "../../shared/texts/index.ts";
import { OwnerFields } from "./OwnerFields.tsx";
import { lacksPeople, type Rule } from "./rule.ts";
import { RuleDetails } from "./RuleDetails.tsx";
import { WhomFields } from "./WhomFields.tsx";

const CHOICES = ["none", "users_and_teams", "contact_owner"] as const;

export type RuleProps = { rule: Rule; error: unknown; tried: boolean; onChange(rule: Rule): void };

/** Who gets new tickets. Without a service seat nobody may choose it, which is said before they try. */
export function RoutingFields({ rule, error, tried, onChange }: RuleProps) {
  const seated = useMe().data?.has_service_seat !== false;
  const problem = error instanceof Problem ? error : undefined;
  return (
    <section className={css.section}>
      <h2 className={css.heading}>{t("routing.title")}</h2>
      {!seated && <Notice tone="info">{t("routing.seatless")}</Notice>}
      <fieldset className={css.group} disabled={!seated} aria-label={t("routing.title")}>
        <div className={css.fields}>
          <Switch
            label={t("routing.automatic")}
            description={t("routing.automatic.hint")}
            checked={rule.automatic}
            onChange={(event) => onChange({ ...rule, automatic: event.currentTarget.checked })}
          />
          {rule.automatic && <Whose {...{ rule, error: problem, tried, onChange }} />}
          {problem?.at("routing") && <Hint>{problem.at("routing")}</Hint>}
        </div>
      </fieldset>
    </section>
  );
}

function Whose({ rule, error: problem, tried, onChange }: RuleProps & { error: Problem | undefined }) {
  return (
    <>
      <Radio.Group
        label={t("routing.to")}
        value={rule.assign_to}
        error={problem?.at("routing.assign_to")}
        onChange={(to) => onChange({ ...rule, assign_to: to as Rule["assign_to"] })}
      >
        <div className={css.stack} style={{ marginBlockStart: "0.5rem" }}>
          {CHOICES.map((choice) => (
            <Radio
              key={choice}
              value={choice}
              label={t(`routing.to.${choice}`)}
              description={t(`routing.to.hint.${choice}`)}
            />
          ))}
        </div>
      </Radio.Group>
      {rule.assign_to === "users_and_teams" && (
        <WhomFields
          whom={rule}
          field="routing"
          problem={problem}
          nobody={tried && lacksPeople(rule)}
          onChange={onChange}
        />
      )}
      {rule.assign_to === "contact_owner" && <OwnerFields {...{ rule, problem, tried, onChange }} />}
      {rule.assign_to !== "none" && <RuleDetails {...{ rule, problem, onChange }} />}
    </>
  );
}
