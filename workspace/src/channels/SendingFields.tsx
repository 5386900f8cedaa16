import { TextInput } from "@mantine/core";
import { Problem } from "../api/problems.ts";
import css from "../shared/form.module.css";
import { t } from "../shared/texts/index.ts";
import { pace, retriesAre, type Plan } from "./plan.ts";

type Props = { plan: Plan; error: unknown; onChange(plan: Plan): void };

/** How replies are sent: for how long they are tried, and how many at most. */
export function SendingFields({ plan, error, onChange }: Props) {
  const problem = error instanceof Problem ? error : undefined;
  return (
    <section className={css.section}>
      <h2 className={css.heading}>{t("channels.sending")}</h2>
      <div className={css.fields}>
        <TextInput
          label={t("channels.sending.retry")}
          description={t("channels.sending.retry.hint")}
          inputMode="numeric"
          value={plan.retryHours}
          error={retriesAre(plan.retryHours) ? problem?.at("retry_hours") : t("channels.sending.retry.wrong")}
          onChange={(event) => onChange({ ...plan, retryHours: event.currentTarget.value.trim() })}
        />
        <TextInput
          label={t("channels.sending.pace")}
          description={t("channels.sending.pace.hint")}
          inputMode="decimal"
          value={plan.perSecond}
          error={
            pace(plan.perSecond) === undefined ? t("channels.sending.pace.wrong") : problem?.at("sends_per_second")
          }
          onChange={(event) => onChange({ ...plan, perSecond: event.currentTarget.value.trim() })}
        />
      </div>
    </section>
  );
}
