import { queryOptions, useQuery, type QueryClient } from "@tanstack/react-query";
import { begun } from "../../shared/begun.ts";
import { useStore } from "../../shared/store.ts";
import { answer, api, type Schemas } from "../client.ts";
import { everyPage } from "./pages.ts";

export type Account = Schemas["AccountOut"];
export type Channel = Schemas["ChannelOut"];

const ACCOUNTS = ["listChannelAccounts"];

/** Not while they are read for the first time. */
export const knowsAccounts = (queries: QueryClient) => Boolean(queries.getQueryState(ACCOUNTS)?.dataUpdatedAt);

/** While they are read for the first time, those that are there so far. */
export const listChannelAccounts = () =>
  queryOptions({
    queryKey: ACCOUNTS,
    queryFn: ({ signal, client }) => {
      const isFirst = !knowsAccounts(client);
      return everyPage(
        async (cursor) => {
          const page = await answer(
            api.GET("/channel-accounts", { params: { query: { limit: 100, cursor } }, signal }),
          );
          return [page.accounts, page.next_cursor];
        },
        // A desk with a thousand accounts shows its first ones when it has them.
        (soFar) => isFirst && !signal.aborted && client.setQueryData(ACCOUNTS, soFar, { updatedAt: 0 }),
      );
    },
    staleTime: 60_000,
  });

export const listChannels = () =>
  queryOptions({
    queryKey: ["listChannels"],
    queryFn: ({ signal }) =>
      everyPage(async (cursor) => {
        const page = await answer(api.GET("/channels", { params: { query: { limit: 100, cursor } }, signal }));
        return [page.channels, page.next_cursor];
      }),
    staleTime: 60_000,
  });

export const useAccounts = () => useQuery({ ...listChannelAccounts(), enabled: useStore(begun) });
export const useChannels = () => useQuery({ ...listChannels(), enabled: useStore(begun) });
