import "@mantine/core/styles/Input.layer.css";
import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { listInboxes } from "../api/queries/inboxes.ts";
import { Problem } from "../api/problems.ts";
import css from "../shared/form.module.css";
import { t } from "../shared/texts/index.ts";
import { hoursAre, type Plan } from "./plan.ts";
import { RoutingFields } from "./routing/RoutingFields.tsx";
import { TicketProperties } from "./TicketProperties.tsx";

type PlanProps = { plan: Plan; error: unknown; tried: boolean; onChange(plan: Plan): void };

/** The fields that say it themselves when the API refuses them. */
export const PLAN_FIELDS = [
  "name",
  "inbox_id",
  "reopen_hours",
  "ticket_properties",
  "ticket_properties.",
  "routing",
  "routing.assign_to",
  "routing.answer_within_seconds",
  "routing.fallback",
  ...["routing", "routing.fallback"].flatMap((whom) =>
    ["user_ids", "team_ids"].flatMap((ids) => [`${whom}.${ids}`, `${whom}.${ids}[`]),
  ),
  "retry_hours",
  "sends_per_second",
];

type NamingProps = { optionalName?: boolean; nameHint?: string };

/** Name and inbox, tickets, routing: three steps of connecting, three parts of changing. */
export function PlanFields(props: PlanProps & NamingProps) {
  return (
    <>
      <Naming {...props} />
      <Tickets {...props} />
      <RoutingFields {...props} rule={props.plan.rule} onChange={(rule) => props.onChange({ ...props.plan, rule })} />
    </>
  );
}

function Naming({ plan, error, optionalName, nameHint, onChange }: PlanProps & NamingProps) {
  const { data: inboxes = [] } = useQuery(listInboxes());
  const problem = error instanceof Problem ? error : undefined;
  const known = inboxes.some(({ id }) => id === plan.inbox);
  const data = inboxes.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <section className={css.section}>
      <h2 className={css.heading}>{t("channels.plan.naming")}</h2>
      <div className={css.fields}>
        <TextInput
          label={t("channels.plan.name")}
          description={nameHint ?? t("channels.plan.name.hint")}
          withAsterisk={!optionalName}
          maxLength={256}
          value={plan.name}
          error={problem?.at("name")}
          onChange={(event) => onChange({ ...plan, name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("channels.plan.inbox")}
          description={t("channels.plan.inbox.hint")}
          data={known ? data : [{ value: plan.inbox, label: plan.inbox }, ...data]}
          value={plan.inbox}
          error={problem?.at("inbox_id")}
          onChange={(event) => onChange({ ...plan, inbox: event.currentTarget.value })}
        />
      </div>
    </section>
  );
}

function Tickets({ plan, error, onChange }: PlanProps) {
  const problem = error instanceof Problem ? error : undefined;
  const wrong = !hoursAre(plan.reopenHours) ? t("channels.plan.reopen.wrong") : undefined;
  return (
    <section className={css.section}>
      <h2 className={css.heading}>{t("channels.plan.tickets")}</h2>
      <div className={css.fields}>
        <TextInput
          label={t("channels.plan.reopen")}
          description={t("channels.plan.reopen.hint")}
          inputMode="numeric"
          value={plan.reopenHours}
          error={wrong ?? problem?.at("reopen_hours")}
          onChange={(event) => onChange({ ...plan, reopenHours: event.currentTarget.value.trim() })}
        />
      </div>
      <TicketProperties
        values={plan.properties}
        error={problem}
        onChange={(properties) => onChange({ ...plan, properties })}
      />
    </section>
  );
}
