import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Switch.layer.css";
import { NativeSelect, Switch, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answer, api, type Schemas } from "../../api/client.ts";
import { getUser, peopleChanged } from "../../api/queries/people.ts";
import { listRoles } from "../../api/queries/roles.ts";
import { useEditing } from "../../api/useEditing.ts";
import { unchanged } from "../../api/versions.ts";
import { announce } from "../../shared/announce.ts";
import css from "../../shared/form.module.css";
import { t } from "../../shared/texts/index.ts";
import { roleName } from "../../work/people/words.ts";
import { EditorForm } from "../EditorForm.tsx";
import { invitationOf, isWhole, userForm, userPatch } from "./form.ts";
import { WorkFields } from "./WorkFields.tsx";

const SHOWN = ["email", "name", "role_id", "team_ids", "skills", "capacity.total"];

/** Somebody of the desk: invited, changed, deactivated and taken back. */
export function UserEditor({ user }: { user: Schemas["UserOut"] | undefined }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: roles = [] } = useQuery(listRoles());
  const editing = useEditing({
    name: `user.${user?.id ?? "new"}`,
    found: user,
    formOf: userForm,
    send: (form, before, key) => {
      if (!before) {
        const params = { header: { "idempotency-key": key } };
        return answer(api.POST("/users", { params, body: invitationOf(form) }));
      }
      const params = { path: { user_id: before.id }, header: unchanged(before) };
      return answer(api.PATCH("/users/{user_id}", { params, body: userPatch(form, before) }));
    },
    newest: () => queries.fetchQuery({ ...getUser(user!.id), staleTime: 0 }),
    onSaved: async () => {
      await peopleChanged(queries);
      announce(t("settings.saved"));
      if (!user) await navigate({ to: "/settings/agents" });
    },
  });
  const { form, change, before, problem, tried } = editing;
  const missing = (there: string) => (tried && !there.trim() ? t("settings.missing") : undefined);
  return (
    <EditorForm editing={editing} shown={SHOWN} onSubmit={() => editing.submit(isWhole(form))}>
      <section className={css.section}>
        <div className={css.fields} style={{ marginBlockStart: 0 }}>
          <TextInput
            type="email"
            label={t("people.email")}
            description={before ? undefined : t("people.email.hint")}
            withAsterisk={!before}
            readOnly={before !== undefined}
            value={form.email}
            error={missing(form.email) ?? problem?.at("email")}
            onChange={(event) => change({ email: event.currentTarget.value })}
          />
          <TextInput
            label={t("people.name")}
            withAsterisk
            maxLength={256}
            value={form.name}
            error={missing(form.name) ?? problem?.at("name")}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <NativeSelect
            label={t("people.role")}
            data={roles.map(({ id }) => ({ value: id, label: roleName(id, roles) }))}
            value={form.role}
            error={problem?.at("role_id")}
            onChange={(event) => change({ role: event.currentTarget.value })}
          />
          <Switch
            label={t("people.seat")}
            description={t("people.seat.hint")}
            checked={form.seat}
            onChange={(event) => change({ seat: event.currentTarget.checked })}
          />
          <WorkFields form={form} problem={problem} onChange={change} />
          {before && (
            <Switch
              label={t("people.active")}
              description={t("people.active.hint")}
              checked={form.active}
              onChange={(event) => change({ active: event.currentTarget.checked })}
            />
          )}
        </div>
      </section>
    </EditorForm>
  );
}
