import { isEmpty, type Field } from "../api/property.ts";
import type { Pipeline } from "../api/queries/pipelines.ts";
import type { PropertyValue, TicketProperty } from "../api/queries/properties.ts";

/** What an account gives its new tickets. Empty text: chosen, and without a value yet. */
export type Properties = Record<string, PropertyValue>;

export const withValues = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => !isEmpty(value)));

/** Beside these and the desk's own ones, an account says nothing of a ticket: a name or an owner is of one ticket. */
const OF_TICKETS = ["priority", "category"];

type Labels = { pipeline: string; status: string };

/** All that an account can set. The statuses are those of the pipeline that is chosen, without closed ones. */
export function fieldsFor(
  chosen: Properties,
  pipelines: readonly Pipeline[],
  properties: readonly TicketProperty[],
  labels: Labels,
): Field[] {
  const pipeline =
    pipelines.find(({ id }) => id === chosen["pipeline_id"]) ?? pipelines.find((each) => each.is_default);
  const statuses = pipeline?.statuses.filter(({ category }) => category !== "closed") ?? [];
  return [
    choosing("pipeline_id", labels.pipeline, pipelines),
    choosing("status_id", labels.status, statuses),
    ...properties.filter(({ name, built_in }) => !built_in || OF_TICKETS.includes(name)),
  ];
}

const choosing = (name: string, label: string, among: readonly { id: string; name: string }[]): Field => ({
  name,
  label,
  type: "choice",
  description: null,
  choices: among.map(({ id, name: value }) => ({ value: id, label: value, retired: false })),
  max_length: null,
  minimum: null,
  maximum: null,
});

/** Another pipeline has other statuses. */
export function changed(properties: Properties, name: string, value: PropertyValue): Properties {
  const { status_id, ...others } = properties;
  if (name !== "pipeline_id" || status_id === undefined) return { ...properties, [name]: value };
  return { ...others, pipeline_id: value, status_id: "" };
}
