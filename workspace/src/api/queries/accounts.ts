import { infiniteQueryOptions, queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";
import type { Result } from "../deliveries/results.ts";

export type AccountDetails = Schemas["AccountDetailsOut"];
export type UnhandledUpdate = Schemas["UnhandledOut"];

const PAGE = 50;

export const getChannelAccount = (id: string) =>
  queryOptions({
    queryKey: ["getChannelAccount", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/channel-accounts/{account_id}", { params: { path: { account_id: id } }, signal })),
  });

/** It asks the account's service: not by itself, and not again soon. */
export const getHealth = (id: string) =>
  queryOptions({
    queryKey: ["getChannelAccountHealth", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/channel-accounts/{account_id}/health", { params: { path: { account_id: id } }, signal })),
    staleTime: 60_000,
  });

export const listDeliveries = (id: string, result: Result | undefined) =>
  infiniteQueryOptions({
    queryKey: ["listDeliveries", id, result],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) => {
      const params = { path: { account_id: id }, query: { limit: PAGE, result, cursor } };
      return answer(api.GET("/channel-accounts/{account_id}/deliveries", { params, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const listUnhandled = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["listUnhandledUpdates", id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) => {
      const params = { path: { account_id: id }, query: { limit: 25, cursor } };
      return answer(api.GET("/channel-accounts/{account_id}/unhandled-updates", { params, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const getConnection = (state: string) =>
  queryOptions({
    queryKey: ["getConnection", state],
    queryFn: ({ signal }) => answer(api.GET("/connections/{state}", { params: { path: { state } }, signal })),
    staleTime: 0,
  });

/** After any change of an account: its page, the list, the catalogue and the trail follow. */
export async function accountChanged(queries: QueryClient, id: string): Promise<void> {
  const keys = [["getChannelAccount", id], ["getChannelAccountHealth", id], ["listChannelAccounts"], ["listChannels"]];
  await Promise.all([...keys, ["listAuditEvents"]].map((queryKey) => queries.invalidateQueries({ queryKey })));
}
