import { useState } from "react";
import { TextInput } from "@mantine/core";
import type { Problem } from "../../api/problems.ts";
import { useAgents, type User } from "../../api/queries/people.ts";
import { useTeams } from "../../api/queries/teams.ts";
import css from "../../shared/form.module.css";
import { Picks } from "../../shared/Picks.tsx";
import { t } from "../../shared/texts/index.ts";
import type { Whom } from "./rule.ts";

type Props<W extends Whom> = {
  whom: W;
  /** As the API names it: `routing` or `routing.fallback`. */
  field: string;
  problem: Problem | undefined;
  nobody: boolean;
  onChange(whom: W): void;
};

const MANY = 12;

/** People and teams, by their names. */
export function WhomFields<W extends Whom>({ whom, field, problem, nobody, onChange }: Props<W>) {
  const { data: users = [] } = useAgents();
  const { data: teams = [] } = useTeams();
  const [sought, setSought] = useState("");
  const fits = (name: string) => name.toLocaleLowerCase().includes(sought.trim().toLocaleLowerCase());
  const people = users.filter(({ id, is_active, name }) => whom.user_ids.includes(id) || (is_active && fits(name)));
  const groups = teams.filter(({ id, name }) => whom.team_ids.includes(id) || fits(name));
  return (
    <div className={css.inset}>
      {users.length + teams.length > MANY && (
        <TextInput
          mb="xs"
          label={t("routing.find")}
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
        />
      )}
      <Picks
        label={t("routing.people")}
        options={[...people.map((user) => ({ value: user.id, label: called(user) })), ...gone(whom.user_ids, users)]}
        chosen={whom.user_ids}
        error={nobody ? t("routing.nobody") : refused(problem, `${field}.user_ids`)}
        onChange={(user_ids) => onChange({ ...whom, user_ids })}
      />
      {(teams.length > 0 || whom.team_ids.length > 0) && (
        <Picks
          label={t("routing.teams")}
          options={[...groups.map(({ id, name }) => ({ value: id, label: name })), ...gone(whom.team_ids, teams)]}
          chosen={whom.team_ids}
          error={refused(problem, `${field}.team_ids`)}
          onChange={(team_ids) => onChange({ ...whom, team_ids })}
        />
      )}
    </div>
  );
}

/** They get no tickets as they are; that is said where they are chosen. */
function called({ name, is_active, has_service_seat }: User): string {
  if (!is_active) return t("routing.inactive", { name });
  return has_service_seat ? name : t("routing.no_seat", { name });
}

/** What the rule names and the desk does not have any more can be taken out. */
const gone = (ids: readonly string[], there: readonly { id: string }[]) =>
  ids.filter((id) => !there.some((each) => each.id === id)).map((id) => ({ value: id, label: t("routing.gone") }));

const refused = (problem: Problem | undefined, field: string) =>
  problem?.errors.find((each) => each.field.startsWith(field))?.message;
