import { NativeSelect } from "@mantine/core";
import { useMay, useMe } from "../../api/queries/people.ts";
import { useTeams } from "../../api/queries/teams.ts";
import form from "../../shared/form.module.css";
import { t } from "../../shared/texts/index.ts";
import { directionLabel, grouped } from "../../work/views/words.ts";
import type { Direction, Known, ViewForm } from "./form.ts";
import css from "./views.module.css";

type Props = { form: ViewForm; error: string | undefined; onChange(part: Partial<ViewForm>): void };

export function Ordering({ form: { sort, direction }, known, error, onChange }: Props & { known: Known }) {
  const sortable = [...known.values()].filter((each) => each.is_sortable);
  const listed = sortable.some(({ name }) => name === sort);
  return (
    <section className={form.section}>
      <h2 className={form.heading}>{t("views.sort")}</h2>
      <div className={css.sort}>
        <NativeSelect
          aria-label={t("views.sort.property")}
          data={[
            ...(listed ? [] : [{ value: sort, label: t("views.property.gone", { name: sort }) }]),
            ...grouped(sortable),
          ]}
          value={sort}
          error={error && t(listed ? "views.sort.refused" : "views.sort.gone")}
          onChange={(event) => onChange({ sort: event.currentTarget.value })}
        />
        <NativeSelect
          aria-label={t("views.sort.direction")}
          data={(["ascending", "descending"] as const).map((value) => ({
            value,
            label: directionLabel(known.get(sort), value),
          }))}
          value={direction}
          onChange={(event) => onChange({ direction: event.currentTarget.value as Direction })}
        />
      </div>
    </section>
  );
}

/** Who sees it: what one may not choose is offered only where it is chosen. */
export function Audience({ form: { visibility, team }, error, onChange }: Props) {
  const { data: me } = useMe();
  const { data: teams = [] } = useTeams();
  const mayWrite = useMay("tickets.write");
  const maySet = useMay("settings.write");
  const mine = me?.teams ?? [];
  const offered = [...mine, ...teams.filter(({ id }) => id === team && !mine.some((each) => each.id === id))];
  const may = { private: true, team: mayWrite && mine.length > 0, everyone: maySet };
  const all = ["private", "team", "everyone"] as const;
  return (
    <>
      <NativeSelect
        label={t("views.seen")}
        data={all
          .filter((each) => may[each] || each === visibility)
          .map((value) => ({ value, label: t(`views.seen.${value}`) }))}
        value={visibility}
        error={visibility === "team" ? undefined : error}
        onChange={(event) => {
          const next = event.currentTarget.value as ViewForm["visibility"];
          onChange({ visibility: next, team: next === "team" ? (me?.main_team_id ?? mine[0]?.id ?? "") : "" });
        }}
      />
      {visibility === "team" && (
        <NativeSelect
          label={t("views.seen.which")}
          data={offered.map(({ id, name }) => ({ value: id, label: name }))}
          value={team}
          error={error}
          onChange={(event) => onChange({ team: event.currentTarget.value })}
        />
      )}
    </>
  );
}
