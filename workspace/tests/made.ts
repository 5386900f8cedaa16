/** Pipelines and properties as the API gives them. */
import type { Pipeline, PipelineStatus } from "../src/api/queries/pipelines.ts";
import type { TicketProperty } from "../src/api/queries/properties.ts";

export const status = (id: string, category: PipelineStatus["category"]): PipelineStatus => ({
  id,
  name: id,
  category,
  required_properties: [],
  next_status_ids: null,
  who: "anybody",
  team_ids: [],
});

export const pipeline = (id: string, is_default: boolean, statuses: PipelineStatus[]): Pipeline => ({
  id,
  name: `Pipeline ${id}`,
  is_default,
  statuses,
  on_customer_message: null,
  on_reply: null,
  job_id: null,
  created_at: null,
  version: 1,
});

export const property = (name: string, built_in: boolean, changes: Partial<TicketProperty> = {}): TicketProperty => ({
  name,
  label: name,
  type: "text",
  description: null,
  choices: [],
  required_on_creation: false,
  default: null,
  minimum: null,
  maximum: null,
  max_length: null,
  built_in,
  created_at: null,
  version: 1,
  ...changes,
});
