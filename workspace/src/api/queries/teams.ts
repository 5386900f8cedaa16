import { queryOptions, useQuery } from "@tanstack/react-query";
import { begun } from "../../shared/begun.ts";
import { useStore } from "../../shared/store.ts";
import { answer, api, type Schemas } from "../client.ts";

export type Team = Schemas["TeamOut"];

export const listTeams = () =>
  queryOptions({
    queryKey: ["listTeams"],
    queryFn: async ({ signal }) => (await answer(api.GET("/teams", { signal }))).teams,
    staleTime: 60_000,
  });

export const useTeams = () => useQuery({ ...listTeams(), enabled: useStore(begun) });

export const getTeam = (team_id: string) =>
  queryOptions({
    queryKey: ["getTeam", team_id],
    queryFn: ({ signal }) => answer(api.GET("/teams/{team_id}", { params: { path: { team_id } }, signal })),
  });
