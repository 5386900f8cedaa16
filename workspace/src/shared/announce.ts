import { Store } from "./store.ts";

/** What a screen reader says without a change of focus: new messages, results of keys. The shell has the live region. */
export const announcement = new Store("");

/** The same text again is said again: a region is only read when it changes. */
export function announce(text: string): void {
  announcement.set(announcement.get() === text ? `${text}\u00a0` : text);
}
