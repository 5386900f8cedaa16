import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { answer, api } from "../../api/client.ts";
import { Permitted } from "../../api/Permitted.tsx";
import { peopleChanged, useAgents } from "../../api/queries/people.ts";
import { getRole, type Role } from "../../api/queries/roles.ts";
import { Refused } from "../../api/Refused.tsx";
import { unchanged } from "../../api/versions.ts";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { Screen } from "../../shared/Screen.tsx";
import { t } from "../../shared/texts/index.ts";
import { roleName } from "../../work/people/words.ts";
import { Removal } from "../Removal.tsx";
import { isPermission } from "./permissions.ts";
import { RoleEditor } from "./RoleEditor.tsx";

const route = getRouteApi("/settings/roles/$roleId");

export function RoleScreen() {
  const { roleId } = route.useParams();
  const isNew = roleId === "new";
  const { data: role, error, refetch } = useQuery({ ...getRole(roleId), enabled: !isNew });
  return (
    <Screen
      title={isNew ? t("people.role.new") : role ? roleName(role.id, [role]) : t("people.role")}
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/settings/agents" {...props} />}>
          {t("people.back")}
        </Button>
      }
    >
      <Permitted scope="users.write">
        {error && !role && <Refused error={error} onRetry={() => void refetch()} />}
        {role?.is_built_in ? <BuiltIn role={role} /> : (isNew || role) && <RoleEditor key={roleId} role={role} />}
        {role && !role.is_built_in && <RoleRemoval role={role} />}
      </Permitted>
    </Screen>
  );
}

/** Every desk has it as it is: what it may is shown. */
function BuiltIn({ role }: { role: Role }) {
  return (
    <section className={form.section}>
      <h2 className={form.heading}>{t(`people.access.${role.ticket_access}`)}</h2>
      <Hint>{t("people.role.built_in")}</Hint>
      <ul>
        {role.permissions.map((each) => (
          <li key={each}>{isPermission(each) ? t(`people.may.${each}`) : each}</li>
        ))}
      </ul>
    </section>
  );
}

function RoleRemoval({ role }: { role: Role }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: users = [] } = useAgents();
  const having = users.filter(({ role_id }) => role_id === role.id).map(({ name }) => name);
  const params = { path: { role_id: role.id }, header: unchanged(role) };
  return (
    <Removal
      name={role.name}
      hint={having.length > 0 ? t("people.role.had", { names: having.join(", ") }) : t("people.role.delete")}
      ready={having.length === 0}
      remove={() => answer(api.DELETE("/roles/{role_id}", { params }))}
      onRemoved={async () => {
        await navigate({ to: "/settings/agents" });
        await peopleChanged(queries);
      }}
    />
  );
}
