import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type AuditEvent = Schemas["AuditEventOut"];

export const listAuditEvents = (account: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["listAuditEvents", account],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) =>
      answer(api.GET("/audit", { params: { query: { limit: 50, account_id: account, cursor } }, signal })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const getFileSettings = () =>
  queryOptions({
    queryKey: ["getFileSettings"],
    queryFn: ({ signal }) => answer(api.GET("/settings/files", { signal })),
  });

export type DeskSettings = Schemas["SettingsOut"];

export const getSettings = () =>
  queryOptions({ queryKey: ["getSettings"], queryFn: ({ signal }) => answer(api.GET("/settings", { signal })) });
