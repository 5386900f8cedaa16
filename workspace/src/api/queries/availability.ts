import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type Plan = Schemas["AvailabilityPlanOut"];

/** What holds of oneself, and from what it follows. */
export const getMyAvailability = () =>
  queryOptions({
    queryKey: ["getMyAvailability"],
    queryFn: ({ signal }) => answer(api.GET("/me/availability", { signal })),
    staleTime: 60_000,
  });

/** It is one value wherever it is shown. */
export async function availabilityChanged(queries: QueryClient, plan: Plan): Promise<void> {
  queries.setQueryData(getMyAvailability().queryKey, plan);
  await Promise.all([["getMe"], ["listUsers"]].map((queryKey) => queries.invalidateQueries({ queryKey })));
}
