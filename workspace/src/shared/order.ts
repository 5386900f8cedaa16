import { Store } from "./store.ts";

/** The ids of the tickets in the list that is on screen, top to bottom: for "next" and "previous" anywhere. */
export const order = new Store<readonly string[]>([]);

export function neighbour(of: string | undefined, by: 1 | -1, ids = order.get()): string | undefined {
  const at = of === undefined ? -1 : ids.indexOf(of);
  return at < 0 ? ids[by > 0 ? 0 : ids.length - 1] : ids[at + by];
}
