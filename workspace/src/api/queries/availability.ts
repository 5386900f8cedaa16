import { infiniteQueryOptions, queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type Plan = Schemas["AvailabilityPlanOut"];

/** What holds of oneself, and from what it follows. */
export const getMyAvailability = () =>
  queryOptions({
    queryKey: ["getMyAvailability"],
    queryFn: ({ signal }) => answer(api.GET("/me/availability", { signal })),
    staleTime: 60_000,
  });

/** What somebody's was, newest first: of the last 90 days. */
export const listAvailabilityChanges = (user_id: string) =>
  infiniteQueryOptions({
    queryKey: ["listAvailabilityChanges", user_id],
    queryFn: ({ pageParam: cursor, signal }) => {
      const params = { path: { user_id }, query: { limit: 10, cursor } };
      return answer(api.GET("/users/{user_id}/availability/history", { params, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** It is one value wherever it is shown. */
export async function availabilityChanged(queries: QueryClient, plan: Plan): Promise<void> {
  queries.setQueryData(getMyAvailability().queryKey, plan);
  await Promise.all([["getMe"], ["listUsers"]].map((queryKey) => queries.invalidateQueries({ queryKey })));
}
