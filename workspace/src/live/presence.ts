import { Store } from "../shared/store.ts";
import type { Present } from "./frames.ts";

/** Who else is at a ticket, by its topic. */
export const present = new Store<Readonly<Record<string, readonly Present[]>>>({});

export function presentAt(topic: string, there: readonly Present[]): void {
  present.set({ ...present.get(), [topic]: there });
}

/** What colleagues are told of this page's person: at one ticket, and what they type there. */
export type Own = { topic: string; state: Present["state"] };
export const own = new Store<Own | undefined>(undefined);

/** The desk forgets who types after 15 seconds. */
const SAY_AGAIN_MS = 5_000;
const RESTS_MS = 8_000;
let said = -Infinity;
let resting: number | undefined;

/** Returns how it ends. */
export function viewing(topic: string): () => void {
  own.set({ topic, state: "viewing" });
  return () => {
    stop();
    own.set(undefined);
  };
}

/** Call as the person writes a reply, or a note. */
export function typing(state: Own["state"] = "typing"): void {
  const now = own.get();
  if (!now) return;
  clearTimeout(resting);
  resting = window.setTimeout(rested, RESTS_MS);
  const at = performance.now();
  if (now.state === state && at - said < SAY_AGAIN_MS) return;
  said = at;
  own.set({ ...now, state });
}

/** Call when it is sent. */
export function rested(): void {
  stop();
  const now = own.get();
  if (now && now.state !== "viewing") own.set({ ...now, state: "viewing" });
}

function stop(): void {
  clearTimeout(resting);
  said = -Infinity;
}
