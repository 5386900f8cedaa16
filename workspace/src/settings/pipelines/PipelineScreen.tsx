import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Permitted } from "../../api/Permitted.tsx";
import { getPipeline } from "../../api/queries/pipelines.ts";
import { Refused } from "../../api/Refused.tsx";
import { Screen } from "../../shared/Screen.tsx";
import { t } from "../../shared/texts/index.ts";
import { PipelineRemoval } from "./PipelineRemoval.tsx";
import { MovingTickets } from "./MovingTickets.tsx";
import { PipelineEditor } from "./PipelineEditor.tsx";

const route = getRouteApi("/settings/pipelines/$pipelineId");

export function PipelineScreen() {
  const { pipelineId } = route.useParams();
  const isNew = pipelineId === "new";
  const { data: pipeline, error, refetch } = useQuery({ ...getPipeline(pipelineId), enabled: !isNew });
  return (
    <Screen
      title={isNew ? t("pipelines.new") : (pipeline?.name ?? t("pipelines.pipeline"))}
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/settings/pipelines" {...props} />}>
          {t("pipelines.back")}
        </Button>
      }
    >
      <Permitted scope="settings.write">
        {error && !pipeline && <Refused error={error} onRetry={() => void refetch()} />}
        {pipeline?.job_id && <MovingTickets jobId={pipeline.job_id} />}
        {(isNew || pipeline) && <PipelineEditor key={pipelineId} pipeline={pipeline} />}
        {pipeline && <PipelineRemoval pipeline={pipeline} />}
      </Permitted>
    </Screen>
  );
}
