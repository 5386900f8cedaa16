import type { Pipeline, PipelineStatus } from "../api/queries/pipelines.ts";
import type { Ticket } from "../api/queries/tickets.ts";

type Placed = Pick<Ticket, "pipeline_id" | "status_id" | "status_category">;
export type Category = Ticket["status_category"];

/** The ticket's; the default one, if its own is gone. */
export const pipelineOf = (pipelines: readonly Pipeline[], { pipeline_id }: Pick<Placed, "pipeline_id">) =>
  pipelines.find(({ id }) => id === pipeline_id) ?? pipelines.find(({ is_default }) => is_default);

/** Undefined for a status that was deleted, from which the ticket will soon have gone. */
export const statusOf = (pipeline: Pipeline | undefined, { status_id }: Pick<Placed, "status_id">) =>
  pipeline?.statuses.find(({ id }) => id === status_id);

/** Into which statuses this person may move the ticket, and the others. The API has the last word. */
export function following(pipeline: Pipeline, ticket: Placed, administrator: boolean, teams: readonly string[] = []) {
  const current = pipeline.id === ticket.pipeline_id ? statusOf(pipeline, ticket) : undefined;
  const others = pipeline.statuses.filter(({ id }) => id !== current?.id);
  const may = ({ id, who, team_ids }: PipelineStatus) =>
    (!current?.next_status_ids || current.next_status_ids.includes(id)) &&
    (administrator || who === "anybody" || team_ids.some((team) => teams.includes(team)));
  return { current, allowed: others.filter(may), refused: others.filter((each) => !may(each)) };
}

/** Closing and opening again by one key: the first status of the other kind that may follow. */
export function toggled(
  pipeline: Pipeline | undefined,
  ticket: Placed,
  administrator: boolean,
  teams: readonly string[] = [],
) {
  const wanted: Category = ticket.status_category === "closed" ? "open" : "closed";
  return (
    pipeline && following(pipeline, ticket, administrator, teams).allowed.find(({ category }) => category === wanted)
  );
}

/** The status, where it says more than the list does: not the one in which tickets begin, nor the only one of its end. */
export function telling(pipeline: Pipeline | undefined, ticket: Placed) {
  const status = statusOf(pipeline, ticket);
  if (!pipeline || !status || status === pipeline.statuses[0]) return undefined;
  const others = pipeline.statuses.some(({ id, category }) => category === "closed" && id !== status.id);
  return status.category !== "closed" || others ? status : undefined;
}
