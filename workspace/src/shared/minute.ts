import { useSyncExternalStore } from "react";
import { now } from "./clock.ts";

const MINUTE_MS = 60_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function follow(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((each) => each()), MINUTE_MS / 2);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) timer = void clearInterval(timer);
  };
}

/** The current time to the minute: ages stay true while nothing else happens. */
export const useMinute = (): number => useSyncExternalStore(follow, () => Math.floor(now() / MINUTE_MS)) * MINUTE_MS;
