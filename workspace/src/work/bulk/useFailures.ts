import { useQuery } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client.ts";
import type { Job } from "../../api/queries/jobs.ts";

export type Refused = Schemas["JobFailureOut"];

/** All of them, page by page, once the job is over. */
export function useFailures(id: string, job: Job | undefined): { list: readonly Refused[]; complete: boolean } {
  const more = useQuery({
    queryKey: ["jobFailures", id],
    enabled: job?.next_cursor != null,
    queryFn: async ({ signal }) => {
      const found: Refused[] = [];
      for (let cursor = job?.next_cursor ?? null; cursor !== null; ) {
        const page = await answer(
          api.GET("/jobs/{job_id}", { params: { path: { job_id: id }, query: { cursor } }, signal }),
        );
        found.push(...page.failures);
        cursor = page.next_cursor;
      }
      return found;
    },
  });
  const list = [...(job?.failures ?? []), ...(more.data ?? [])];
  return { list, complete: job !== undefined && (job.next_cursor === null || !more.isPending) };
}
