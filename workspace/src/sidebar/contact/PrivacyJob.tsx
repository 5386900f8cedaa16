import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Refused } from "../../api/Refused.tsx";
import { getJob, isOver, type Job } from "../../api/queries/jobs.ts";
import form from "../../shared/form.module.css";
import { at } from "../../shared/dates.ts";
import { Hint } from "../../shared/Hint.tsx";
import { Notice } from "../../shared/Notice.tsx";
import { has, t } from "../../shared/texts/index.ts";
import css from "./dialog.module.css";

type Props = { begun: Job; erasing: boolean; onClose(): void };

/** How far it is; at the end, how much there was. It goes on without this dialog too. */
export function PrivacyJob({ begun, erasing, onClose }: Props) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: job = begun, error, refetch } = useQuery(getJob(begun.id));
  // The ticket that one looks at is gone.
  const leave = async () => {
    onClose();
    await navigate({ to: "/tickets", search: true });
    queries.removeQueries({ queryKey: ["getTicket"] });
    await queries.resetQueries({ queryKey: ["listTickets"] });
  };
  if (error) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!isOver(job))
    return (
      <div role="status">
        <p>{t("contact.job.going", { done: job.done })}</p>
        <progress
          className={css.progress}
          aria-label={t("contact.job")}
          {...(job.total !== null && { max: Math.max(job.total, 1), value: job.done })}
        />
        <Hint>{t("contact.job.alone")}</Hint>
      </div>
    );
  if (job.state === "failed") return <Notice tone="bad" title={t("contact.job.failed")} />;
  return (
    <div role="status">
      <Notice tone="good" title={t(erasing ? "contact.erase.done" : "contact.export.done")} />
      <Report report={job.report} />
      {job.file && <Hint>{t("contact.export.until", { time: at(job.file.expires_at) })}</Hint>}
      <div className={form.buttons}>
        {job.file && (
          <Button component="a" href={job.file.url} target="_blank" rel="noopener noreferrer">
            {t("contact.export.open")}
          </Button>
        )}
        <Button variant="default" onClick={erasing ? () => void leave() : onClose}>
          {t(erasing ? "contact.erase.leave" : "shell.close")}
        </Button>
      </div>
    </div>
  );
}

function Report({ report }: { report: Job["report"] }) {
  const found = Object.entries(report).filter(([, n]) => n > 0);
  return (
    <ul className={css.report} aria-label={t("contact.job.report")}>
      {found.map(([what, n]) => {
        const key = `contact.report.${what}`;
        return <li key={what}>{has(key) ? t(key as "contact.report.files", { n }) : `${what}: ${n}`}</li>;
      })}
    </ul>
  );
}
