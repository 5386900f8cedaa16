import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Plus from "lucide-react/icons/plus";
import type { Problem } from "../../api/problems.ts";
import type { Pipeline } from "../../api/queries/pipelines.ts";
import { listTicketProperties } from "../../api/queries/properties.ts";
import css from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import rows from "../rows/rows.module.css";
import { useRows } from "../rows/useRows.ts";
import { newStatus, without, type PipelineForm, type StatusForm } from "./form.ts";
import { StatusRow } from "./StatusRow.tsx";

export type PartProps = {
  form: PipelineForm;
  before: Pipeline | undefined;
  problem: Problem | undefined;
  tried: boolean;
  onChange(part: Partial<PipelineForm>): void;
};
const MOST = 100;

export function Statuses({ form, before, problem, tried, onChange }: PartProps) {
  const { data: properties = [] } = useQuery(listTicketProperties());
  const { statuses } = form;
  const { list, move, insert } = useRows(
    statuses,
    ({ id }) => id,
    (next) => onChange({ statuses: next }),
  );
  const put = (at: number, status: StatusForm) =>
    onChange({ statuses: statuses.map((each, place) => (place === at ? status : each)) });
  const add = () => {
    const closed = statuses.findIndex(({ category }) => category === "closed");
    insert(newStatus(crypto.randomUUID()), closed < 0 ? statuses.length : closed);
  };
  return (
    <section className={css.section}>
      <h2 className={css.heading}>{t("pipelines.statuses")}</h2>
      <Hint>{t("pipelines.statuses.hint")}</Hint>
      <ol ref={list} className={rows.rows}>
        {statuses.map((status, at) => (
          <StatusRow
            key={status.id}
            status={status}
            at={at}
            statuses={statuses}
            properties={properties}
            problem={problem}
            tried={tried}
            onChange={(next) => put(at, next)}
            onMove={move}
            onRemove={() => onChange(without(form, status.id))}
            fixed={before?.statuses.some(({ id }) => id === status.id) ?? false}
          />
        ))}
      </ol>
      {problem?.at("statuses") && (
        <p role="alert" className={rows.error}>
          {problem.at("statuses")}
        </p>
      )}
      <Button
        variant="default"
        size="xs"
        leftSection={<Plus size={14} />}
        disabled={statuses.length >= MOST}
        onClick={add}
      >
        {t("pipelines.status.add")}
      </Button>
    </section>
  );
}
