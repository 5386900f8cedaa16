import { NativeSelect, TextInput } from "@mantine/core";
import type { Problem } from "../../api/problems.ts";
import { useTeams } from "../../api/queries/teams.ts";
import { Picks } from "../../shared/Picks.tsx";
import { t } from "../../shared/texts/index.ts";
import { ChannelCapacity } from "./ChannelCapacity.tsx";
import { mostIs, type UserForm } from "./form.ts";

type Props = { form: UserForm; problem: Problem | undefined; onChange(part: Partial<UserForm>): void };

/** What routing asks of somebody: teams, skills, how much they can take. */
export function WorkFields({ form, problem, onChange }: Props) {
  const { data: teams = [] } = useTeams();
  const options = teams.map(({ id, name }) => ({ value: id, label: name }));
  const chosen = options.filter(({ value }) => form.teams.includes(value));
  return (
    <>
      {teams.length > 0 && (
        <Picks
          label={t("people.teams")}
          options={options}
          chosen={form.teams}
          error={problem?.at("team_ids")}
          onChange={(next) => onChange({ teams: next, main: next.includes(form.main) ? form.main : (next[0] ?? "") })}
        />
      )}
      {chosen.length > 1 && (
        <NativeSelect
          label={t("people.main")}
          data={chosen}
          value={form.main}
          onChange={(event) => onChange({ main: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={t("people.most")}
        description={t("people.most.hint")}
        inputMode="numeric"
        value={form.most}
        error={mostIs(form.most) ? problem?.at("capacity.total") : t("people.most.wrong")}
        onChange={(event) => onChange({ most: event.currentTarget.value.trim() })}
      />
      <ChannelCapacity form={form} problem={problem} onChange={onChange} />
      <TextInput
        label={t("people.skills")}
        description={t("people.skills.hint")}
        value={form.skills}
        error={problem?.errors.find(({ field }) => field.startsWith("skills"))?.message}
        onChange={(event) => onChange({ skills: event.currentTarget.value })}
      />
    </>
  );
}
