import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Switch.layer.css";
import { Switch } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answer, api } from "../../api/client.ts";
import { PropertyField } from "../../api/PropertyField.tsx";
import { listTicketProperties, propertiesChanged, type TicketProperty } from "../../api/queries/properties.ts";
import { useEditing } from "../../api/useEditing.ts";
import { unchanged } from "../../api/versions.ts";
import { announce } from "../../shared/announce.ts";
import css from "../../shared/form.module.css";
import { t } from "../../shared/texts/index.ts";
import { EditorForm } from "../EditorForm.tsx";
import { ChoiceRows } from "./ChoiceRows.tsx";
import { bodyOf, fieldOf, formOf, hasChoices, isWhole, patchOf } from "./form.ts";
import { Naming } from "./Naming.tsx";

const SHOWN = [
  "label",
  "name",
  "type",
  "description",
  "default",
  "choices",
  "choices[",
  "minimum",
  "maximum",
  "max_length",
];

export function PropertyEditor({ property }: { property: TicketProperty | undefined }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const editing = useEditing({
    name: `property.${property?.name ?? "new"}`,
    found: property,
    formOf,
    send: (form, before) => {
      if (!before) return answer(api.POST("/ticket-properties", { body: bodyOf(form) }));
      const params = { path: { name: before.name }, header: unchanged(before) };
      return answer(api.PATCH("/ticket-properties/{name}", { params, body: patchOf(form, before) }));
    },
    newest: async () => {
      const all = await queries.fetchQuery({ ...listTicketProperties(), staleTime: 0 });
      return all.find(({ name }) => name === property!.name) ?? property!;
    },
    onSaved: async (saved) => {
      await propertiesChanged(queries);
      announce(t("settings.saved"));
      if (!property) await navigate({ to: "/settings/properties/$name", params: { name: saved.name } });
    },
  });
  const { form, change, before, problem, tried } = editing;
  return (
    <EditorForm editing={editing} shown={SHOWN} onSubmit={() => editing.submit(isWhole(form))}>
      <Naming form={form} isNew={!before} problem={problem} tried={tried} onChange={change} />
      {hasChoices(form.type) && <ChoiceRows form={form} problem={problem} tried={tried} onChange={change} />}
      <section className={css.section}>
        <h2 className={css.heading}>{t("properties.tickets")}</h2>
        <div className={css.fields}>
          <Switch
            label={t("properties.required")}
            description={t("properties.required.hint")}
            checked={form.required}
            onChange={(event) => change({ required: event.currentTarget.checked })}
          />
          <PropertyField
            key={form.type}
            field={{ ...fieldOf(form), label: t("properties.initial"), description: t("properties.initial.hint") }}
            value={form.initial.value}
            error={problem?.at("default")}
            onChange={(value) => change({ initial: { value } })}
          />
        </div>
      </section>
    </EditorForm>
  );
}
