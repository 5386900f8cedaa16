import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/Radio.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import { Radio, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answer, api } from "../../api/client.ts";
import { peopleChanged, useMe } from "../../api/queries/people.ts";
import { getRole, type Role } from "../../api/queries/roles.ts";
import { useEditing } from "../../api/useEditing.ts";
import { unchanged } from "../../api/versions.ts";
import { announce } from "../../shared/announce.ts";
import css from "../../shared/form.module.css";
import { changes } from "../../shared/merged.ts";
import { t } from "../../shared/texts/index.ts";
import { EditorForm } from "../EditorForm.tsx";
import { PermissionPicks } from "./PermissionPicks.tsx";

const ACCESS = ["all", "team", "own"] as const;
const AT_FIRST = ["channels.read", "conversations.read", "tickets.read", "users.read"];

const formOf = (role: Role | undefined) => ({
  name: role?.name ?? "",
  permissions: role?.permissions ?? AT_FIRST,
  ticket_access: role?.ticket_access ?? ("all" as const),
});

/** What people of a role may do, and which tickets there are for them. */
export function RoleEditor({ role }: { role: Role | undefined }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const mine = useMe().data?.permissions ?? [];
  const editing = useEditing({
    name: `role.${role?.id ?? "new"}`,
    found: role,
    formOf,
    send: (form, before, key) => {
      const body = { ...form, name: form.name.trim() };
      if (!before) return answer(api.POST("/roles", { params: { header: { "idempotency-key": key } }, body }));
      const params = { path: { role_id: before.id }, header: unchanged(before) };
      return answer(api.PATCH("/roles/{role_id}", { params, body: changes(body, formOf(before)) }));
    },
    newest: () => queries.fetchQuery({ ...getRole(role!.id), staleTime: 0 }),
    onSaved: async () => {
      await peopleChanged(queries);
      announce(t("settings.saved"));
      if (!role) await navigate({ to: "/settings/agents" });
    },
  });
  const { form, change, problem, tried } = editing;
  return (
    <EditorForm
      editing={editing}
      shown={["name", "ticket_access", "permissions", "permissions["]}
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
          <Radio.Group
            label={t("people.access")}
            value={form.ticket_access}
            error={problem?.at("ticket_access")}
            onChange={(value) => change({ ticket_access: ACCESS.find((each) => each === value) ?? "all" })}
          >
            <div className={css.stack} style={{ marginBlockStart: "0.5rem" }}>
              {ACCESS.map((each) => (
                <Radio
                  key={each}
                  value={each}
                  label={t(`people.access.${each}`)}
                  description={t(`people.access.hint.${each}`)}
                />
              ))}
            </div>
          </Radio.Group>
          <PermissionPicks
            label={t("people.may")}
            hint={t("people.may.hint")}
            chosen={form.permissions}
            allowed={mine}
            error={problem?.errors.find(({ field }) => field.startsWith("permissions"))?.message}
            onChange={(permissions) => change({ permissions })}
          />
        </div>
      </section>
    </EditorForm>
  );
}
