import { queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type Job = Schemas["JobOut"];

const AGAIN_MS = 2000;
export const isOver = ({ state }: Job): boolean => state === "done" || state === "failed";

/** Asked for again until it is over. */
export const getJob = (id: string) =>
  queryOptions({
    queryKey: ["getJob", id],
    queryFn: ({ signal }) => answer(api.GET("/jobs/{job_id}", { params: { path: { job_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : AGAIN_MS),
  });
