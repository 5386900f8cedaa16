import { queryOptions, useQuery, type QueryClient } from "@tanstack/react-query";
import { begun } from "../../shared/begun.ts";
import { useStore } from "../../shared/store.ts";
import { answer, api, type Schemas } from "../client.ts";

export type User = Schemas["ListedUserOut"];
export type Me = Schemas["MeOut"];
export type Scope =
  | "audit.read"
  | "channels.read"
  | "channels.write"
  | "conversations.read"
  | "conversations.write"
  | "settings.write"
  | "tickets.read"
  | "tickets.write"
  | "users.read"
  | "users.write";

export const listUsers = () =>
  queryOptions({
    queryKey: ["listUsers"],
    queryFn: async ({ signal }) => (await answer(api.GET("/users", { signal }))).users,
    staleTime: 60_000,
  });

export const getMe = () =>
  queryOptions({
    queryKey: ["getMe"],
    queryFn: ({ signal }) => answer(api.GET("/me", { signal })),
    staleTime: 5 * 60_000,
  });

export const useMe = () => useQuery({ ...getMe(), enabled: useStore(begun) });
const active = (users: User[]) => users.filter(({ is_active }) => is_active);

/** Everybody, also those who are not active any more: what they did has their name. */
export const useAgents = () => useQuery({ ...listUsers(), enabled: useStore(begun) });
/** Those who can be chosen. */
export const useActiveAgents = () => useQuery({ ...listUsers(), enabled: useStore(begun), select: active });

/** Whether to show what needs this scope: not before it is known. The API refuses it anyway. */
export function useMay(scope: Scope): boolean {
  return useMe().data?.permissions.includes(scope) ?? false;
}

export const getUser = (user_id: string) =>
  queryOptions({
    queryKey: ["getUser", user_id],
    queryFn: ({ signal }) => answer(api.GET("/users/{user_id}", { params: { path: { user_id } }, signal })),
  });

/** A person and their teams change together. */
export async function peopleChanged(queries: QueryClient): Promise<void> {
  const keys = ["listUsers", "getUser", "listTeams", "getTeam", "listRoles", "getRole", "getMe", "listAuditEvents"];
  await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
}
