import { Store } from "../shared/store.ts";

/** How the desk answers at the moment: the shell's bar says it, and each call that works ends it. */
export type Connection = "good" | "offline" | "busy" | "unavailable";
export const connection = new Store<Connection>("good");
/** Seconds that the desk last asked to wait. */
let asked = 0;

export function settled(status: number, retryAfter: string | null): void {
  asked = Number(retryAfter) || 0;
  connection.set(status === 429 ? "busy" : status === 502 || status === 503 || status === 504 ? "unavailable" : "good");
}

export function unreachable(): void {
  connection.set("offline");
}

/** Milliseconds before try `attempt` (0 is the first again): what the desk asked for, else 1, 2, 4 … 30 s, spread out. */
export function pause(attempt: number, random = Math.random): number {
  if (connection.get() === "good") asked = 0;
  return Math.max(asked * 1000, Math.min(30_000, 1000 * 2 ** attempt) * (0.5 + random() / 2));
}
