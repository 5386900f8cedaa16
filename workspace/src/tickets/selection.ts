import { Store } from "../shared/store.ts";

/** What the API takes at once. */
export const MOST_CHOSEN = 1000;

/** The tickets that are chosen, by id. `anchor`: where a range begins. */
export type Selection = { ids: ReadonlySet<string>; anchor: string | undefined };
const NOTHING: Selection = { ids: new Set(), anchor: undefined };

export const selection = new Store<Selection>(NOTHING);
/** Whether the boxes are shown at each row. */
export const choosing = new Store(false);

export function chooseTicket(id: string): void {
  selection.set(withToggled(selection.get(), id));
  choosing.set(true);
}

/** From the one that was chosen last to this one, as they are in the list. */
export function chooseTo(id: string, order: readonly string[]): void {
  selection.set(withRange(selection.get(), id, order));
  choosing.set(true);
}

export function chooseTickets(ids: readonly string[]): void {
  selection.set({ ids: new Set(ids.slice(0, MOST_CHOSEN)), anchor: undefined });
  choosing.set(true);
}

export function chooseNone(): void {
  selection.set(NOTHING);
  choosing.set(false);
}

export function withToggled({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id) && next.size < MOST_CHOSEN) next.add(id);
  return { ids: next, anchor: id };
}

export function withRange({ ids, anchor }: Selection, id: string, order: readonly string[]): Selection {
  const [from, to] = [order.indexOf(anchor ?? id), order.indexOf(id)];
  if (from < 0 || to < 0) return withToggled({ ids, anchor }, id);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...ids, ...range].slice(0, MOST_CHOSEN)), anchor: id };
}
