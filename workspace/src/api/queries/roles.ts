import { queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type Role = Schemas["RoleOut"];

export const listRoles = () =>
  queryOptions({
    queryKey: ["listRoles"],
    queryFn: async ({ signal }) => (await answer(api.GET("/roles", { signal }))).roles,
    staleTime: 60_000,
  });

export const getRole = (role_id: string) =>
  queryOptions({
    queryKey: ["getRole", role_id],
    queryFn: ({ signal }) => answer(api.GET("/roles/{role_id}", { params: { path: { role_id } }, signal })),
  });
