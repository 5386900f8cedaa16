import { Store } from "../shared/store.ts";

/** Whether the desk tells this page at once what changes (src/live). */
export const told = new Store(false);
const BACKSTOP_MS = 15_000;

/** How often to ask for what is new: each `ms`, or now and then, while the desk tells it anyway. */
export const pace = (ms: number): number => (told.get() ? Math.max(ms, BACKSTOP_MS) : ms);
