import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type Pipeline = Schemas["PipelineOut"];
export type PipelineStatus = Schemas["PipelineStatusOut"];

export const listPipelines = () =>
  queryOptions({
    queryKey: ["listPipelines"],
    queryFn: async ({ signal }) => (await answer(api.GET("/pipelines", { signal }))).pipelines,
    staleTime: 60_000,
  });

export const getPipeline = (id: string) =>
  queryOptions({
    queryKey: ["getPipeline", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/pipelines/{pipeline_id}", { params: { path: { pipeline_id: id } }, signal })),
  });

/** One that becomes the default makes another one no default: all of them are read again. */
export async function pipelinesChanged(queries: QueryClient): Promise<void> {
  const keys = [["listPipelines"], ["getPipeline"], ["listAuditEvents"]];
  await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
}
