import "@mantine/core/styles/Input.layer.css";
import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
import Trash2 from "lucide-react/icons/trash-2";
import { useState, type FormEvent } from "react";
import { answer, api, type Schemas } from "../../api/client.ts";
import { Failure } from "../../api/Failure.tsx";
import { Problem } from "../../api/problems.ts";
import type { Plan } from "../../api/queries/availability.ts";
import { unchanged } from "../../api/versions.ts";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import css from "./people.module.css";
import { usePlan } from "./usePlan.ts";

type Period = Schemas["PeriodIn"];
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
/** What most people begin with. */
const USUAL: Period[] = DAYS.slice(0, 5).map((day) => ({ day, start: "09:00", end: "17:00" }));

export function WorkingHours({ plan }: { plan: Plan }) {
  const kept = plan.working_hours;
  const [periods, setPeriods] = useState<Period[]>(kept?.periods ?? []);
  const [zone, setZone] = useState(kept?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const change = usePlan();
  const problem = change.error instanceof Problem ? change.error : undefined;
  const header = unchanged(plan);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const body = { time_zone: zone, periods };
    change.mutate(() => answer(api.PUT("/me/working-hours", { body, params: { header } })));
  };
  const set = (at: number, part: Partial<Period>) =>
    setPeriods(periods.map((each, place) => (place === at ? { ...each, ...part } : each)));
  const changed = JSON.stringify(periods) !== JSON.stringify(kept?.periods ?? []) || (kept && zone !== kept.time_zone);
  return (
    <form className={form.section} onSubmit={save} noValidate aria-label={t("people.hours")}>
      <h2 className={form.heading}>{t("people.hours")}</h2>
      <Hint>{t("people.hours.hint")}</Hint>
      {periods.map((period, at) => (
        <div key={at} className={css.period}>
          <NativeSelect
            aria-label={t("people.hours.day")}
            data={DAYS.map((value) => ({ value, label: t(`people.day.${value}`) }))}
            value={period.day}
            onChange={(event) => set(at, { day: DAYS.find((day) => day === event.currentTarget.value)! })}
          />
          {(["start", "end"] as const).map((end) => (
            <TextInput
              key={end}
              type="time"
              aria-label={t(end === "start" ? "people.hours.from" : "people.hours.to")}
              value={period[end]}
              error={problem?.at(`periods[${at}].${end}`)}
              onChange={(event) => set(at, { [end]: event.currentTarget.value })}
            />
          ))}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t("people.hours.remove", { day: t(`people.day.${period.day}`) })}
            onClick={() => setPeriods(periods.filter((_, place) => place !== at))}
          >
            <Trash2 size={16} />
          </ActionIcon>
        </div>
      ))}
      {periods.length > 0 && (
        <NativeSelect
          mt="sm"
          maw="20rem"
          label={t("people.hours.zone")}
          data={[...new Set([zone, ...Intl.supportedValuesOf("timeZone")])]}
          value={zone}
          error={problem?.at("time_zone")}
          onChange={(event) => setZone(event.currentTarget.value)}
        />
      )}
      <Failure error={change.error} shown={["time_zone", "periods["]} />
      <div className={form.buttons}>
        <Button
          variant="default"
          onClick={() => setPeriods(periods.length === 0 ? USUAL : [...periods, { ...USUAL[0]!, day: "saturday" }])}
        >
          {t("people.hours.add")}
        </Button>
        {periods.length > 0 && (
          <Button type="submit" loading={change.isPending} disabled={!changed}>
            {t("settings.save")}
          </Button>
        )}
        {kept && (
          <Button
            variant="default"
            onClick={() => change.mutate(() => answer(api.DELETE("/me/working-hours", { params: { header } })))}
          >
            {t("people.hours.delete")}
          </Button>
        )}
      </div>
    </form>
  );
}
