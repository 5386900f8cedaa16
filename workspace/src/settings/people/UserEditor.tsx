import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Switch.layer.css";
import { NativeSelect, Switch, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, type FormEvent } from "react";
import { answer, api, type Schemas } from "../../api/client.ts";
import { getUser, peopleChanged } from "../../api/queries/people.ts";
import { listRoles } from "../../api/queries/roles.ts";
import { useEditing } from "../../api/useEditing.ts";
import { unchanged } from "../../api/versions.ts";
import { announce } from "../../shared/announce.ts";
import css from "../../shared/form.module.css";
import { t } from "../../shared/texts/index.ts";
import { useFocusOnError } from "../../shared/useFocusOnError.ts";
import { roleName } from "../../work/people/words.ts";
import { Saving } from "../Saving.tsx";
import { invitationOf, isWhole, userForm, userPatch } from "./form.ts";
import { WorkFields } from "./WorkFields.tsx";

const SHOWN = ["email", "name", "role_id", "team_ids", "skills", "capacity.total"];

/** Somebody of the desk: invited, changed, deactivated and taken back. */
export function UserEditor({ user }: { user: Schemas["UserOut"] | undefined }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const key = useRef(crypto.randomUUID());
  const { data: roles = [] } = useQuery(listRoles());
  const editing = useEditing({
    name: `user.${user?.id ?? "new"}`,
    found: user,
    formOf: userForm,
    send: (form, before) => {
      if (!before) {
        const params = { header: { "idempotency-key": key.current } };
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
  const element = useFocusOnError(editing.refusal);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem && !problem.passing) key.current = crypto.randomUUID();
    editing.submit(isWhole(form));
  };
  const missing = (there: string) => (tried && !there.trim() ? t("settings.missing") : undefined);
  return (
    <form ref={element} onSubmit={submit} noValidate>
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
      <Saving editing={editing} isNew={!before} shown={SHOWN} />
    </form>
  );
}
