import { Button, NativeSelect } from "@mantine/core";
import type { PipelineStatus } from "../../api/queries/pipelines.ts";
import css from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import { formOf, removed } from "./form.ts";
import own from "./pipelines.module.css";
import type { PartProps } from "./Statuses.tsx";

/** A status that is left out: where do its tickets go? */
export function Moves({ form, before, problem, tried, onChange }: PartProps) {
  const gone = removed(form, before);
  if (gone.length === 0) return null;
  const back = ({ id }: PipelineStatus) => {
    const kept = formOf(before).statuses.find((each) => each.id === id)!;
    const known = new Set([...form.statuses.map((each) => each.id), id]);
    const { [id]: _, ...moves } = form.moves;
    const next = kept.next?.filter((each) => known.has(each)) ?? null;
    onChange({ statuses: [...form.statuses, { ...kept, next }], moves });
  };
  return (
    <section className={css.section} data-tone="warn">
      <h2 className={css.heading}>{t("pipelines.moves")}</h2>
      <Hint>{t("pipelines.moves.hint")}</Hint>
      <div className={css.fields}>
        {gone.map((status) => (
          <div key={status.id} className={own.move}>
            <NativeSelect
              label={t("pipelines.moves.of", { name: status.name })}
              data={[
                { value: "", label: t("pipelines.moves.choose") },
                ...form.statuses
                  .filter(({ name }) => name.trim())
                  .map(({ id, name }) => ({ value: id, label: name.trim() })),
              ]}
              value={form.moves[status.id] ?? ""}
              error={tried && !form.moves[status.id] ? t("settings.missing") : problem?.at(`moves.${status.id}`)}
              onChange={(event) => onChange({ moves: { ...form.moves, [status.id]: event.currentTarget.value } })}
            />
            <Button variant="subtle" onClick={() => back(status)}>
              {t("pipelines.moves.keep")}
            </Button>
          </div>
        ))}
      </div>
    </section>
  );
}
