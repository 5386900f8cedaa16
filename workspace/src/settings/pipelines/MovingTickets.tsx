import "@mantine/core/styles/Progress.layer.css";
import { Progress } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { getJob, isOver, type Job } from "../../api/queries/jobs.ts";
import { pipelinesChanged } from "../../api/queries/pipelines.ts";
import { announce } from "../../shared/announce.ts";
import { Notice } from "../../shared/Notice.tsx";
import { t } from "../../shared/texts/index.ts";
import css from "./pipelines.module.css";

/** How far the job is that moves the tickets of what was deleted. */
export function MovingTickets({ jobId }: { jobId: string }) {
  const queries = useQueryClient();
  const { data: job } = useQuery(getJob(jobId));
  const state = job?.state;
  useEffect(() => {
    if (state !== "done") return;
    announce(t("pipelines.moving.done"));
    void pipelinesChanged(queries);
  }, [state, queries]);
  if (!job) return null;
  const { done, total } = job;
  const tone = state === "failed" ? "bad" : job.failure_count > 0 ? "warn" : isOver(job) ? "good" : "info";
  const title = { queued: "pipelines.moving", running: "pipelines.moving", ...OVER } as const;
  return (
    <Notice tone={tone} title={t(title[job.state])}>
      {!isOver(job) && total !== null && (
        <>
          <p>{t("pipelines.moving.of", { done, total })}</p>
          <Progress
            className={css.progress}
            value={total > 0 ? (100 * done) / total : 0}
            aria-label={t("pipelines.moving")}
          />
        </>
      )}
      {!isOver(job) && <p>{t("pipelines.moving.hint")}</p>}
      {state === "done" && total !== null && <p>{t("pipelines.moving.all", { n: done - job.failure_count })}</p>}
      <Failures job={job} />
    </Notice>
  );
}

const OVER = { done: "pipelines.moving.done", failed: "pipelines.moving.failed" } as const;

function Failures({ job: { failures, failure_count: n } }: { job: Job }) {
  if (n === 0) return null;
  return (
    <>
      <p>{t("pipelines.moving.left", { n })}</p>
      <ul className={css.failures}>
        {failures.map(({ ticket_id: id, message }) => (
          <li key={id}>
            <Link to="/tickets/$ticketId" params={{ ticketId: id }}>
              {id}
            </Link>
            : {message}
          </li>
        ))}
      </ul>
    </>
  );
}
