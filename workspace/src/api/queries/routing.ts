import { infiniteQueryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type RoutingDecision = Schemas["RoutingDecisionOut"];

const FEW = 5;

/** Why a ticket went where it went, newest first. `at`: of the newest, so that a later one is read. */
export const listRoutingDecisions = (ticket_id: string, at: string) =>
  infiniteQueryOptions({
    queryKey: ["listRoutingDecisions", ticket_id, at],
    queryFn: ({ pageParam: cursor, signal }) =>
      answer(
        api.GET("/tickets/{ticket_id}/routing-decisions", {
          params: { path: { ticket_id }, query: { limit: FEW, cursor } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: 60_000,
  });
