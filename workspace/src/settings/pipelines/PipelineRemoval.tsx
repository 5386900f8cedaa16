import { NativeSelect } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client.ts";
import { listPipelines, pipelinesChanged, type Pipeline } from "../../api/queries/pipelines.ts";
import { unchanged } from "../../api/versions.ts";
import css from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import { Removal } from "../Removal.tsx";

/** New tickets need somewhere to go: the default is not deleted. */
export function PipelineRemoval({ pipeline }: { pipeline: Pipeline }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: pipelines = [] } = useQuery(listPipelines());
  const [to, setTo] = useState("");
  const others = pipelines.filter(({ id }) => id !== pipeline.id);
  if (pipeline.is_default)
    return (
      <section className={css.section}>
        <h2 className={css.heading}>{t("settings.delete")}</h2>
        <Hint>{t("pipelines.delete.default")}</Hint>
      </section>
    );
  return (
    <Removal
      name={pipeline.name}
      hint={t("pipelines.delete.hint")}
      ready={to !== ""}
      remove={() => {
        const params = { path: { pipeline_id: pipeline.id }, query: { move_to: to }, header: unchanged(pipeline) };
        return answer(api.DELETE("/pipelines/{pipeline_id}", { params }));
      }}
      onRemoved={async ({ job_id: job }) => {
        await navigate({ to: "/settings/pipelines", search: { job: job ?? undefined } });
        queries.removeQueries({ queryKey: ["getPipeline", pipeline.id] });
        await pipelinesChanged(queries);
      }}
    >
      <div className={css.fields}>
        <NativeSelect
          label={t("pipelines.delete.to")}
          data={[
            { value: "", label: t("pipelines.moves.choose") },
            ...others.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
      </div>
    </Removal>
  );
}
