import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { listPipelines, type Pipeline } from "../../api/queries/pipelines.ts";
import { Refused } from "../../api/Refused.tsx";
import list from "../../shared/entries.module.css";
import { t } from "../../shared/texts/index.ts";
import { ListScreen } from "../ListScreen.tsx";
import { MovingTickets } from "./MovingTickets.tsx";
import css from "./pipelines.module.css";

const route = getRouteApi("/settings/pipelines");

export function Pipelines() {
  return (
    <ListScreen
      title={t("shell.nav.pipelines")}
      intro={t("pipelines.intro")}
      add={t("pipelines.new")}
      link={(props) => <Link to="/settings/pipelines/$pipelineId" params={{ pipelineId: "new" }} {...props} />}
    >
      <List />
    </ListScreen>
  );
}

function List() {
  const { data: pipelines, error, refetch } = useQuery(listPipelines());
  const { job } = route.useSearch();
  if (error && !pipelines) return <Refused error={error} onRetry={() => void refetch()} />;
  return (
    <>
      {job && <MovingTickets jobId={job} />}
      <ul className={list.entries}>
        {pipelines?.map((pipeline) => (
          <Entry key={pipeline.id} pipeline={pipeline} />
        ))}
      </ul>
    </>
  );
}

function Entry({ pipeline: { id, name, is_default, statuses } }: { pipeline: Pipeline }) {
  return (
    <li className={list.entry}>
      <div className={list.what}>
        <Link to="/settings/pipelines/$pipelineId" params={{ pipelineId: id }} className={list.link}>
          {name}
        </Link>
        {is_default && (
          <Badge variant="light" size="sm" tt="none" ms="xs">
            {t("pipelines.default")}
          </Badge>
        )}
        <ol className={css.chips} aria-label={t("pipelines.statuses")}>
          {statuses.map((status) => (
            <li key={status.id} className={css.chip} data-category={status.category}>
              {status.name}
            </li>
          ))}
        </ol>
      </div>
    </li>
  );
}
