import { Button, CloseButton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { words } from "../../api/problems.ts";
import { getJob, isOver } from "../../api/queries/jobs.ts";
import { getTicket } from "../../api/queries/tickets.ts";
import { ticketChanged } from "../../api/ticketlists.ts";
import { announce } from "../../shared/announce.ts";
import { t } from "../../shared/texts/index.ts";
import { usePipelines } from "../useRules.ts";
import { warningWords } from "../warned.ts";
import { applied } from "./applied.ts";
import css from "./bulk.module.css";
import { Failures } from "./Failures.tsx";
import { bulkJob, type Going } from "./job.ts";
import { useFailures } from "./useFailures.ts";

type Props = { going: Going; onChoose(ids: readonly string[]): void };

/** How far the change of many is; at the end, which were refused and why. */
export function JobProgress({ going, onChoose }: Props) {
  const queries = useQueryClient();
  const pipelines = usePipelines();
  const { data: job, error, refetch } = useQuery(getJob(going.id));
  const over = job !== undefined && isOver(job);
  const failures = useFailures(going.id, over ? job : undefined);
  const complete = failures.complete;
  useEffect(() => {
    if (!over || !complete) return;
    const refused = new Set(failures.list.map(({ ticket_id }) => ticket_id));
    for (const ticket of going.tickets) {
      if (job.state === "done" && !refused.has(ticket.id)) {
        const known = queries.getQueryData(getTicket(ticket.id).queryKey) ?? ticket;
        ticketChanged(queries, applied(known, going.change, pipelines ?? []));
      }
      void queries.invalidateQueries({ queryKey: getTicket(ticket.id).queryKey });
    }
    announce(t("bulk.done", { n: going.tickets.length - job.failure_count }));
    // Once, when it is over.
    // eslint-disable-next-line
  }, [over, complete]);
  const total = going.tickets.length;
  const done = job?.done ?? 0;
  const close = () => bulkJob.set(null);
  if (error)
    return (
      <div className={css.line} role="alert">
        <span>{words(error)}</span>
        <Button size="compact-xs" variant="default" onClick={() => void refetch()}>
          {t("shell.try_again")}
        </Button>
        <CloseButton size="sm" className={css.end} aria-label={t("bulk.close")} onClick={close} />
      </div>
    );
  if (!over)
    return (
      <div className={css.going}>
        <span>{t("bulk.going", { done, total })}</span>
        <progress className={css.progress} aria-label={t("bulk.title")} max={total} value={done} />
      </div>
    );
  return (
    <>
      <div className={css.line}>
        <span>
          {job.state === "failed" && `${t("bulk.stopped")} `}
          {t("bulk.done", { n: done - job.failure_count })}
          {job.warnings.length > 0 && ` ${t("work.warned")}: ${warningWords(job.warnings)}`}
          {job.failure_count > 0 && ` ${t("bulk.refused", { n: job.failure_count })}`}
        </span>
        <CloseButton size="sm" className={css.end} aria-label={t("bulk.close")} onClick={close} />
      </div>
      {job.failure_count > 0 && (
        <Failures
          failures={failures.list}
          tickets={going.tickets}
          onChoose={() => {
            close();
            onChoose(failures.list.map(({ ticket_id }) => ticket_id));
          }}
        />
      )}
    </>
  );
}
