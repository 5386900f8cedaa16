import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Switch.layer.css";
import { Switch, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answer, api } from "../../api/client.ts";
import { words } from "../../api/problems.ts";
import { getPipeline, pipelinesChanged, type Pipeline } from "../../api/queries/pipelines.ts";
import { useEditing } from "../../api/useEditing.ts";
import { unchanged } from "../../api/versions.ts";
import { announce } from "../../shared/announce.ts";
import css from "../../shared/form.module.css";
import { t } from "../../shared/texts/index.ts";
import { EditorForm } from "../EditorForm.tsx";
import { bodyOf, formOf, isWhole, patchOf } from "./form.ts";
import { Moves } from "./Moves.tsx";
import { Rules } from "./Rules.tsx";
import { Statuses } from "./Statuses.tsx";

const SHOWN = ["name", "is_default", "statuses", "statuses[", "moves.", "on_customer_message", "on_reply"];

export function PipelineEditor({ pipeline }: { pipeline: Pipeline | undefined }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const editing = useEditing({
    name: `pipeline.${pipeline?.id ?? "new"}`,
    found: pipeline,
    formOf: (found) => formOf(found, [t("pipelines.begun.open"), t("pipelines.begun.closed")]),
    send: (form, before) => {
      if (!before) return answer(api.POST("/pipelines", { body: bodyOf(form) }));
      const params = { path: { pipeline_id: before.id }, header: unchanged(before) };
      return answer(api.PATCH("/pipelines/{pipeline_id}", { params, body: patchOf(form, before) }));
    },
    newest: () => queries.fetchQuery({ ...getPipeline(pipeline!.id), staleTime: 0 }),
    onSaved: async (saved) => {
      await pipelinesChanged(queries);
      announce(t("settings.saved"));
      if (!pipeline) await navigate({ to: "/settings/pipelines/$pipelineId", params: { pipelineId: saved.id } });
    },
  });
  const { form, change, before, problem, tried } = editing;
  const taken = problem?.code === "name_taken" || problem?.code === "pipeline_differs" ? words(problem) : undefined;
  const unnamed = tried && !form.name.trim() ? t("settings.missing") : undefined;
  return (
    <EditorForm editing={editing} shown={SHOWN} onSubmit={() => editing.submit(isWhole(form, before))}>
      <section className={css.section}>
        <div className={css.fields} style={{ marginBlockStart: 0 }}>
          <TextInput
            label={t("pipelines.name")}
            withAsterisk
            maxLength={100}
            value={form.name}
            error={unnamed ?? problem?.at("name") ?? taken}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Switch
            label={t("pipelines.is_default")}
            description={t(before?.is_default ? "pipelines.is_default.always" : "pipelines.is_default.hint")}
            checked={form.isDefault}
            disabled={before?.is_default === true}
            error={problem?.at("is_default")}
            onChange={(event) => change({ isDefault: event.currentTarget.checked })}
          />
        </div>
      </section>
      <Statuses form={form} before={before} problem={problem} tried={tried} onChange={change} />
      <Moves form={form} before={before} problem={problem} tried={tried} onChange={change} />
      <Rules form={form} problem={problem} onChange={change} />
    </EditorForm>
  );
}
