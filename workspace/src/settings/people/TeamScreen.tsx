import "@mantine/core/styles/Input.layer.css";
import { Button, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { answer, api } from "../../api/client.ts";
import { Permitted } from "../../api/Permitted.tsx";
import { peopleChanged, useAgents } from "../../api/queries/people.ts";
import { getTeam, type Team } from "../../api/queries/teams.ts";
import { Refused } from "../../api/Refused.tsx";
import { useEditing } from "../../api/useEditing.ts";
import { unchanged } from "../../api/versions.ts";
import { announce } from "../../shared/announce.ts";
import css from "../../shared/form.module.css";
import { Picks } from "../../shared/Picks.tsx";
import { Screen } from "../../shared/Screen.tsx";
import { t } from "../../shared/texts/index.ts";
import { Removal } from "../Removal.tsx";
import { EditorForm } from "../EditorForm.tsx";

const route = getRouteApi("/settings/teams/$teamId");

export function TeamScreen() {
  const { teamId } = route.useParams();
  const isNew = teamId === "new";
  const { data: team, error, refetch } = useQuery({ ...getTeam(teamId), enabled: !isNew });
  return (
    <Screen
      title={isNew ? t("people.team.new") : (team?.name ?? t("people.team"))}
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/settings/agents" {...props} />}>
          {t("people.back")}
        </Button>
      }
    >
      <Permitted scope="users.write">
        {error && !team && <Refused error={error} onRetry={() => void refetch()} />}
        {(isNew || team) && <TeamEditor key={teamId} team={team} />}
        {team && <TeamRemoval team={team} />}
      </Permitted>
    </Screen>
  );
}

const formOf = (team: Team | undefined) => ({ name: team?.name ?? "", members: team?.member_ids ?? [] });

function TeamEditor({ team }: { team: Team | undefined }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: users = [] } = useAgents();
  const editing = useEditing({
    name: `team.${team?.id ?? "new"}`,
    found: team,
    formOf,
    send: ({ name, members }, before, key) => {
      const body = { name: name.trim(), member_ids: members };
      if (!before) return answer(api.POST("/teams", { params: { header: { "idempotency-key": key } }, body }));
      const params = { path: { team_id: before.id }, header: unchanged(before) };
      return answer(api.PATCH("/teams/{team_id}", { params, body }));
    },
    newest: () => queries.fetchQuery({ ...getTeam(team!.id), staleTime: 0 }),
    onSaved: async () => {
      await peopleChanged(queries);
      announce(t("settings.saved"));
      if (!team) await navigate({ to: "/settings/agents" });
    },
  });
  const { form, change, problem, tried } = editing;
  const offered = users.filter(({ id, is_active }) => is_active || form.members.includes(id));
  return (
    <EditorForm
      editing={editing}
      shown={["name", "member_ids"]}
      onSubmit={() => editing.submit(form.name.trim() !== "")}
    >
      <section className={css.section}>
        <div className={css.fields} style={{ marginBlockStart: 0 }}>
          <TextInput
            label={t("people.name")}
            withAsterisk
            maxLength={256}
            value={form.name}
            error={tried && !form.name.trim() ? t("settings.missing") : problem?.at("name")}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Picks
            label={t("people.members")}
            options={offered.map(({ id, name }) => ({ value: id, label: name }))}
            chosen={form.members}
            error={problem?.errors.find(({ field }) => field.startsWith("member_ids"))?.message}
            onChange={(members) => change({ members })}
          />
        </div>
      </section>
    </EditorForm>
  );
}

function TeamRemoval({ team }: { team: Team }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const params = { path: { team_id: team.id }, header: unchanged(team) };
  return (
    <Removal
      name={team.name}
      hint={t("people.team.delete")}
      remove={() => answer(api.DELETE("/teams/{team_id}", { params }))}
      onRemoved={async () => {
        await navigate({ to: "/settings/agents" });
        await peopleChanged(queries);
      }}
    />
  );
}
