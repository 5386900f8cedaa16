import { useEffect, useReducer } from "react";
import { useAgents } from "../api/queries/people.ts";
import { now } from "../shared/clock.ts";
import { useStore } from "../shared/store.ts";
import type { Present } from "./frames.ts";
import { present } from "./presence.ts";

export type Other = { name: string; state: Present["state"] };
const NOBODY: readonly Present[] = [];

/** Colleagues at this ticket, for as long as what they said holds. */
export function useOthers(ticketId: string): Other[] {
  const there = useStore(present)[`ticket:${ticketId}`] ?? NOBODY;
  const { data: agents } = useAgents();
  const [, again] = useReducer((n: number) => n + 1, 0);
  const still = there.filter(({ until }) => Date.parse(until) > now());
  const next = Math.min(...still.map(({ until }) => Date.parse(until)));
  useEffect(() => {
    if (next === Infinity) return;
    const timer = setTimeout(again, next - now() + 1);
    return () => clearTimeout(timer);
  }, [next]);
  return still.flatMap(({ user_id, state }) => {
    const name = agents?.find(({ id }) => id === user_id)?.name;
    return name ? [{ name, state }] : [];
  });
}
