import { queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";
import { everyPage } from "./pages.ts";

export type Inbox = Schemas["InboxOut"];

export const listInboxes = () =>
  queryOptions({
    queryKey: ["listInboxes"],
    queryFn: ({ signal }) =>
      everyPage(async (cursor) => {
        const page = await answer(api.GET("/inboxes", { params: { query: { limit: 100, cursor } }, signal }));
        return [page.inboxes, page.next_cursor];
      }),
    staleTime: 60_000,
  });
