import type { Pipeline } from "../../api/queries/pipelines.ts";
import type { Ticket } from "../../api/queries/tickets.ts";
import { pipelineOf } from "../pipeline.ts";
import type { Change } from "../useTicketChange.ts";
import { seenAtOnce } from "../seenAtOnce.ts";

/** What the list knows of a ticket after the job has changed it. */
export function applied(ticket: Ticket, change: Change, pipelines: readonly Pipeline[]): Ticket {
  const { status, status_id, pipeline_id: _, ...others } = change;
  return { ...ticket, ...seenAtOnce(ticket, others), ...placed(ticket, { status, status_id }, pipelines) };
}

function placed(
  ticket: Ticket,
  { status, status_id }: Pick<Change, "status" | "status_id">,
  pipelines: readonly Pipeline[],
) {
  if ((status ?? ticket.status) === ticket.status && status_id === undefined) return {};
  const statuses = pipelineOf(pipelines, ticket)?.statuses ?? [];
  const into = statuses.find(({ id, category }) => (status_id === undefined ? category === status : id === status_id));
  if (!into) return status ? { status } : {};
  const state: Ticket["status"] = into.category === "closed" ? "closed" : "open";
  return { status_id: into.id, status_category: into.category, status: state };
}
