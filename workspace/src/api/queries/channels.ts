import { queryOptions, useQuery } from "@tanstack/react-query";
import { begun } from "../../shared/begun.ts";
import { useStore } from "../../shared/store.ts";
import { answer, api, type Schemas } from "../client.ts";
import { everyPage } from "./pages.ts";

export type Account = Schemas["AccountOut"];
export type Channel = Schemas["ChannelOut"];

export const listChannelAccounts = () =>
  queryOptions({
    queryKey: ["listChannelAccounts"],
    queryFn: ({ signal }) =>
      everyPage(async (cursor) => {
        const page = await answer(api.GET("/channel-accounts", { params: { query: { limit: 100, cursor } }, signal }));
        return [page.accounts, page.next_cursor];
      }),
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
