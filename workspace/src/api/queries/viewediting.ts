import { keepPreviousData, queryOptions, type QueryClient } from "@tanstack/react-query";
import { hereZone } from "../../shared/zones.ts";
import { answer, api, type Schemas } from "../client.ts";
import { useMay, useMe } from "./people.ts";
import type { View } from "./views.ts";

/** What only the editor of views asks for. */
export const getView = (view_id: string) =>
  queryOptions({
    queryKey: ["getView", view_id],
    queryFn: ({ signal }) => answer(api.GET("/views/{view_id}", { params: { path: { view_id } }, signal })),
  });

export const listViewProperties = () =>
  queryOptions({
    queryKey: ["listViewProperties"],
    queryFn: async ({ signal }) => (await answer(api.GET("/view-properties", { signal }))).view_properties,
    staleTime: 60_000,
  });

/** How many tickets have it so, and the first of them. */
export const queryTickets = (query: Pick<Schemas["TicketQueryPageIn"], "filters" | "sort">, limit: number) =>
  queryOptions({
    queryKey: ["queryTickets", query, limit],
    queryFn: ({ signal }) =>
      answer(api.POST("/tickets/query", { body: { ...query, limit, time_zone: hereZone() } as Asked, signal })),
    placeholderData: keepPreviousData,
  });
type Asked = Schemas["TicketQueryPageIn"];

/** One's own, and with the right to it the shared ones of others. */
export function useMayChangeView(view: View | undefined): boolean {
  const { data: me } = useMe();
  const maySet = useMay("settings.write");
  return !!view && (view.owner_id === me?.id || (view.visibility !== "private" && !view.built_in && maySet));
}

export async function viewsChanged(queries: QueryClient): Promise<void> {
  const keys = ["listViews", "viewCounts", "listTickets"];
  await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
}
