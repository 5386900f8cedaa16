import { Button, TextInput } from "@mantine/core";
import type { View } from "../../api/queries/views.ts";
import css from "../../shared/form.module.css";
import { t } from "../../shared/texts/index.ts";
import { EditorForm } from "../EditorForm.tsx";
import { FilterRows } from "./FilterRows.tsx";
import { formOf, isWhole, saidOf, type Known, type Row } from "./form.ts";
import type { From } from "./from.ts";
import { Audience, Ordering } from "./Ordering.tsx";
import { Preview } from "./Preview.tsx";
import { usePreview } from "./usePreview.ts";
import { useViewEditing } from "./useViewEditing.ts";

const SHOWN = ["name", "filters[", "sort[", "team_id", "visibility"];
type Props = { view: View | undefined; from?: From; known: Known; mayChange: boolean };

export function ViewEditor({ view, from, known, mayChange }: Props) {
  const { editing, submit, sent } = useViewEditing(view, from, known);
  const { form, before, problem, tried, change } = editing;
  const preview = usePreview(form, known);

  /** What the desk said last comes first; each says something only of a filter that is still as it was. */
  const heard = [
    { then: sent.current, flaws: problem?.errors ?? [] },
    { then: preview.rows, flaws: preview.flaws },
    { then: formOf(before, from).filters, flaws: before?.problems ?? [] },
  ];
  const said = (row: Row, part: "property" | "operator" | "value") =>
    heard.map(({ then, flaws }) => saidOf(row, then, flaws, part)).find(Boolean) ??
    (tried && part === "value" && !isWhole(row, known) ? t("settings.missing") : undefined);
  const unsorted = form.sort === before?.sort[0]?.property ? before.problems : [];
  const sortError = [...preview.flaws, ...unsorted].find(({ field }) => field.startsWith("sort["))?.message;

  const save = (isNew: boolean) =>
    submit(Boolean(form.name.trim()) && form.filters.every((row) => isWhole(row, known)), isNew);
  const copy = (
    <Button variant="default" loading={editing.saving} onClick={() => save(true)}>
      {t("views.save_as_new")}
    </Button>
  );
  return (
    <EditorForm
      editing={editing}
      shown={SHOWN}
      mayChange={mayChange}
      beside={before && copy}
      onSubmit={() => save(!mayChange)}
    >
      <section className={css.section}>
        <div className={css.fields} style={{ marginBlockStart: 0 }}>
          <TextInput
            label={t("views.name")}
            withAsterisk
            maxLength={100}
            value={form.name}
            error={(tried && !form.name.trim() ? t("settings.missing") : undefined) ?? problem?.at("name")}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Audience form={form} error={problem?.at("team_id") ?? problem?.at("visibility")} onChange={change} />
        </div>
      </section>
      <FilterRows rows={form.filters} known={known} said={said} onChange={(filters) => change({ filters })} />
      <Ordering form={form} known={known} error={sortError} onChange={change} />
      <Preview found={preview.found} unfinished={preview.unfinished} flawed={preview.flaws.length > 0} />
    </EditorForm>
  );
}
