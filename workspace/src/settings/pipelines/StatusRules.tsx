import { NativeSelect } from "@mantine/core";
import { labelOf } from "../../api/property.ts";
import { useTeams } from "../../api/queries/teams.ts";
import { t } from "../../shared/texts/index.ts";
import { Picks } from "../../shared/Picks.tsx";
import css from "./pipelines.module.css";
import type { StatusProps } from "./StatusRow.tsx";

const WHO = ["anybody", "teams", "administrators"] as const;

/** What a ticket needs to come here, who may move it, and where it may go from here. */
export function StatusRules({ id, status, at, statuses, properties, problem, onChange }: StatusProps & { id: string }) {
  const { data: teams = [] } = useTeams();
  const others = statuses.filter((each) => each.id !== status.id);
  const said = (part: string) =>
    problem?.errors
      .filter(({ field }) => field.startsWith(`statuses[${at}].${part}`))
      .map(({ message }) => message)
      .join(" ") || undefined;
  return (
    <div id={id} className={css.rules}>
      <Picks
        label={t("pipelines.status.required")}
        hint={t("pipelines.status.required.hint")}
        options={properties.map((each) => ({ value: each.name, label: labelOf(each) }))}
        chosen={status.required}
        error={said("required_properties")}
        onChange={(required) => onChange({ ...status, required })}
      />
      <NativeSelect
        label={t("pipelines.status.who")}
        data={WHO.map((value) => ({ value, label: t(`pipelines.who.${value}`) }))}
        value={status.who}
        error={said("who")}
        onChange={(event) => onChange({ ...status, who: WHO.find((each) => each === event.currentTarget.value)! })}
      />
      {status.who === "teams" && (
        <Picks
          label={t("pipelines.status.teams")}
          options={teams.map(({ id: value, name }) => ({ value, label: name }))}
          chosen={status.teams}
          error={said("team_ids")}
          onChange={(teams) => onChange({ ...status, teams })}
        />
      )}
      <NativeSelect
        label={t("pipelines.status.next")}
        data={[
          { value: "any", label: t("pipelines.next.any") },
          { value: "some", label: t("pipelines.next.some") },
        ]}
        value={status.next ? "some" : "any"}
        error={status.next ? undefined : said("next_status_ids")}
        onChange={(event) =>
          onChange({ ...status, next: event.currentTarget.value === "some" ? others.map((each) => each.id) : null })
        }
      />
      {status.next && (
        <Picks
          label={t("pipelines.status.next.these")}
          options={others.map(({ id: value, name }) => ({ value, label: name.trim() || "…" }))}
          chosen={status.next}
          error={said("next_status_ids")}
          onChange={(next) => onChange({ ...status, next })}
        />
      )}
    </div>
  );
}
