import { useQuery } from "@tanstack/react-query";
import { useMay, useMe } from "../api/queries/people.ts";
import { listPipelines } from "../api/queries/pipelines.ts";
import { listTicketProperties } from "../api/queries/properties.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { begun } from "../shared/begun.ts";
import { useStore } from "../shared/store.ts";
import { following, pipelineOf, toggled } from "./pipeline.ts";

/** Undefined until they are known. */
export const usePipelines = () => useQuery({ ...listPipelines(), enabled: useStore(begun) }).data;
export const useProperties = () => useQuery({ ...listTicketProperties(), enabled: useStore(begun) }).data;

/** Whether this person may go past what a status demands. */
export const useMayOverride = () => useMay("settings.write");

/** Where the ticket is, and where it may go. Undefined until it is known. */
export function usePlace(ticket: Ticket) {
  const pipelines = usePipelines();
  const administrator = useMayOverride();
  const teams = useMe().data?.teams.map(({ id }) => id);
  const pipeline = pipelines && pipelineOf(pipelines, ticket);
  if (!pipeline) return undefined;
  return {
    pipeline,
    ...following(pipeline, ticket, administrator, teams),
    toggled: toggled(pipeline, ticket, administrator, teams),
  };
}
