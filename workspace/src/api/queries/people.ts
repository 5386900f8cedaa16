import { queryOptions, useQuery } from "@tanstack/react-query";
import { begun } from "../../shared/begun.ts";
import { useStore } from "../../shared/store.ts";
import { answer, api, type Schemas } from "../client.ts";

export type Agent = Schemas["AgentOut"];
export type Me = Schemas["MeOut"];
export type Scope =
  | "users.read"
  | "audit.read"
  | "channels.read"
  | "channels.write"
  | "conversations.read"
  | "conversations.write"
  | "settings.write"
  | "tickets.read"
  | "tickets.write";

export const listAgents = () =>
  queryOptions({
    queryKey: ["listAgents"],
    queryFn: async ({ signal }) => (await answer(api.GET("/agents", { signal }))).agents,
    staleTime: 60_000,
  });

const getMe = () =>
  queryOptions({
    queryKey: ["getMe"],
    queryFn: ({ signal }) => answer(api.GET("/me", { signal })),
    staleTime: 5 * 60_000,
  });

export const useMe = () => useQuery({ ...getMe(), enabled: useStore(begun) });
export const useAgents = () => useQuery({ ...listAgents(), enabled: useStore(begun) });

/** Whether to show what needs this scope: not before it is known. The API refuses it anyway. */
export function useMay(scope: Scope): boolean {
  return useMe().data?.can.includes(scope) ?? false;
}
