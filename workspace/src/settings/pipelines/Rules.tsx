import { NativeSelect } from "@mantine/core";
import css from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import type { StatusForm } from "./form.ts";
import type { PartProps } from "./Statuses.tsx";

/** Statuses that follow the conversation by themselves. */
export function Rules({ form, problem, onChange }: Pick<PartProps, "form" | "problem" | "onChange">) {
  const choices = (...categories: StatusForm["category"][]) => [
    { value: "", label: t("pipelines.rules.stays") },
    ...form.statuses
      .filter(({ name, category }) => name.trim() && categories.includes(category))
      .map(({ id, name }) => ({ value: id, label: name.trim() })),
  ];
  return (
    <section className={css.section}>
      <h2 className={css.heading}>{t("pipelines.rules")}</h2>
      <Hint>{t("pipelines.rules.hint")}</Hint>
      <div className={css.fields}>
        <NativeSelect
          label={t("pipelines.rules.customer")}
          description={t("pipelines.rules.customer.hint")}
          data={choices("open")}
          value={form.onCustomer}
          error={problem?.at("on_customer_message")}
          onChange={(event) => onChange({ onCustomer: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("pipelines.rules.reply")}
          description={t("pipelines.rules.reply.hint")}
          data={choices("open", "waiting")}
          value={form.onReply}
          error={problem?.at("on_reply")}
          onChange={(event) => onChange({ onReply: event.currentTarget.value })}
        />
      </div>
    </section>
  );
}
