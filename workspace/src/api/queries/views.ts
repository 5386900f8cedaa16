import { queryOptions, useQuery } from "@tanstack/react-query";
import { begun } from "../../shared/begun.ts";
import { useStore } from "../../shared/store.ts";
import { hereZone } from "../../shared/zones.ts";
import { answer, api, type Schemas } from "../client.ts";
import { pace } from "../pace.ts";

export type View = Schemas["ViewOut"];

const EVERY_MS = 5_000;

export const listViews = () =>
  queryOptions({
    queryKey: ["listViews"],
    queryFn: async ({ signal }) => (await answer(api.GET("/views", { signal }))).views,
    staleTime: 60_000,
  });

export const useViews = () => useQuery({ ...listViews(), enabled: useStore(begun) });

/** How many tickets each view has, by its id, read again while the tab is seen. A view that cannot be opened has none. */
export const viewCounts = () =>
  queryOptions({
    queryKey: ["viewCounts"],
    queryFn: async ({ signal }) => {
      const query = { time_zone: hereZone() };
      const { counts } = await answer(api.GET("/view-counts", { params: { query }, signal }));
      return new Map(counts.map(({ view_id, count }) => [view_id, count]));
    },
    refetchInterval: () => pace(EVERY_MS),
  });

export const useViewCounts = () => useQuery({ ...viewCounts(), enabled: useStore(begun) });

export type ViewProperty = Schemas["ViewPropertyOut"];
export type Operator = Schemas["Operator"];
/** By name. */
export type Known = ReadonlyMap<string, ViewProperty>;
export type FilterValue = Schemas["ViewFilterOut"]["value"];
