import { Radio, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Problem } from "../../api/problems.ts";
import { getSettings } from "../../api/queries/administration.ts";
import css from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { Notice } from "../../shared/Notice.tsx";
import { t } from "../../shared/texts/index.ts";
import { lacksPeople, type Rule } from "./rule.ts";
import { WhomFields } from "./WhomFields.tsx";

const CHOICES = ["none", "users_and_teams"] as const;

type Props = { rule: Rule; problem: Problem | undefined; tried: boolean; onChange(rule: Rule): void };

/** What happens where the contact has no owner, or one who cannot take it now. */
export function OwnerFields({ rule, problem, tried, onChange }: Props) {
  const { fallback } = rule;
  const sendsMail = useQuery(getSettings()).data?.sends_mail;
  const change = (next: Rule["fallback"]) => onChange({ ...rule, fallback: next });
  return (
    <div className={css.inset} style={{ display: "grid", gap: "0.875rem" }}>
      <Switch
        label={t("routing.wait")}
        description={t("routing.wait.hint")}
        checked={rule.wait_for_owner}
        onChange={(event) => onChange({ ...rule, wait_for_owner: event.currentTarget.checked })}
      />
      {sendsMail && <Hint>{t("routing.mail")}</Hint>}
      {sendsMail === false && <Notice tone="warn">{t("routing.no_mail")}</Notice>}
      <Radio.Group
        label={t("routing.fallback")}
        value={fallback.assign_to}
        error={problem?.at("routing.fallback")}
        onChange={(to) => change({ ...fallback, assign_to: to as Rule["assign_to"] })}
      >
        <div className={css.stack} style={{ marginBlockStart: "0.5rem" }}>
          {CHOICES.map((choice) => (
            <Radio key={choice} value={choice} label={t(`routing.to.${choice}`)} />
          ))}
        </div>
      </Radio.Group>
      {fallback.assign_to === "users_and_teams" && (
        <WhomFields
          whom={fallback}
          field="routing.fallback"
          problem={problem}
          nobody={tried && lacksPeople(fallback)}
          onChange={change}
        />
      )}
    </div>
  );
}
