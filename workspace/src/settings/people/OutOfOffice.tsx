import { Button, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { answer, api } from "../../api/client.ts";
import { Failure } from "../../api/Failure.tsx";
import { Problem } from "../../api/problems.ts";
import type { Plan } from "../../api/queries/availability.ts";
import { unchanged } from "../../api/versions.ts";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import { localOf, momentsOf } from "../../shared/zones.ts";
import css from "./people.module.css";
import { usePlan } from "./usePlan.ts";

/** Times of the clock that the browser shows. */
export function OutOfOffice({ plan }: { plan: Plan }) {
  const kept = plan.out_of_office;
  const [starts, setStarts] = useState(local(kept?.starts_at));
  const [ends, setEnds] = useState(local(kept?.ends_at));
  const [tried, setTried] = useState(false);
  const change = usePlan();
  const problem = change.error instanceof Problem ? change.error : undefined;
  const header = unchanged(plan);
  const save = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!ends) return;
    const body = { starts_at: starts ? utc(starts) : null, ends_at: utc(ends) };
    change.mutate(() => answer(api.PUT("/me/out-of-office", { body, params: { header } })));
  };
  return (
    <form className={form.section} onSubmit={save} noValidate aria-label={t("people.office")}>
      <h2 className={form.heading}>{t("people.office")}</h2>
      <Hint>{t("people.office.hint")}</Hint>
      <div className={css.times}>
        <TextInput
          type="datetime-local"
          label={t("people.office.starts")}
          value={starts}
          error={problem?.at("starts_at")}
          onChange={(event) => setStarts(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t("people.office.ends")}
          value={ends}
          error={tried && !ends ? t("people.office.missing") : problem?.at("ends_at")}
          onChange={(event) => setEnds(event.currentTarget.value)}
        />
      </div>
      <Failure error={change.error} shown={["starts_at", "ends_at"]} />
      <div className={form.buttons}>
        <Button type="submit" loading={change.isPending}>
          {t("settings.save")}
        </Button>
        {kept && (
          <Button
            variant="default"
            onClick={() => change.mutate(() => answer(api.DELETE("/me/out-of-office", { params: { header } })))}
          >
            {t("people.office.end")}
          </Button>
        )}
      </div>
    </form>
  );
}

const utc = (written: string) => new Date(momentsOf(written)[0] ?? written).toISOString();

const local = (at: string | undefined) => (at ? localOf(Date.parse(at)) : "");
