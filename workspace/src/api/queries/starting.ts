import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../client.ts";

/** What a first message through this account may contain. */
export const getFirstMessageComposer = (account_id: string) =>
  queryOptions({
    queryKey: ["getFirstMessageComposer", account_id],
    queryFn: ({ signal }) =>
      answer(api.GET("/channel-accounts/{account_id}/composer", { params: { path: { account_id } }, signal })),
    staleTime: 60_000,
  });
