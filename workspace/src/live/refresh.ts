import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { getTicket } from "../api/queries/tickets.ts";
import type { Change } from "./frames.ts";
import { readRowsBelow } from "./rows.ts";
import { ticketOf } from "./topics.ts";

/** Lists and counts, which many changes at once concern: one reading for all of them. */
export const LISTS: readonly QueryKey[] = [["newerTickets"], ["viewCounts"]];
/** All that changes by itself. */
export const EVERYTHING: readonly QueryKey[] = [...LISTS, ["getTicket"], ["getTimeline"], ["getContact"]];

/** What a change may have made stale. */
export function staleBy({ type, conversation_id, data }: Change): QueryKey[] {
  const timeline: QueryKey[] = conversation_id ? [["getTimeline", conversation_id]] : [];
  const ticket: QueryKey[] = data["ticket_id"] ? [["getTicket", data["ticket_id"]]] : [];
  const kind = type.slice(0, type.indexOf("."));
  if (kind === "ticket") return [...timeline, ...ticket, ...LISTS];
  if (kind === "contact") return [["getContact"], ["getTicket"], ...LISTS];
  return kind === "message" || kind === "note" ? timeline : [];
}

/** What is on the screen of it. */
export function shownOf(queries: QueryClient, topic: string): QueryKey[] {
  if (topic.startsWith("view:")) return [...LISTS];
  const id = ticketOf(topic);
  if (!id) return [];
  const { queryKey } = getTicket(id);
  const conversation = queries.getQueryData(queryKey)?.conversation_id;
  return conversation ? [queryKey, ["getTimeline", conversation]] : [queryKey];
}

/** The first after a pause is read soon, with what comes together with it; then one reading at a time, this far apart. */
const SOON_MS = 40;
const LEAST_MS = { near: 250, lists: 1_000 };

/** Reads again what is on the screen, however many changes there are. */
export class Refresher {
  readonly #queries: QueryClient;
  readonly #near = new Batch(LEAST_MS.near, (keys) => this.#read(keys));
  readonly #lists = new Batch(LEAST_MS.lists, (keys) => this.#read(keys));

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  ask(keys: readonly QueryKey[]): void {
    for (const key of keys) (LISTS.some(([name]) => name === key[0]) ? this.#lists : this.#near).add(key);
  }

  stop(): void {
    this.#near.stop();
    this.#lists.stop();
  }

  /** A reading that is under way may be older than what was told: another follows it. It is not broken off, or changes
   * that keep coming would never let a slow one end. */
  #read(keys: readonly QueryKey[]): void {
    for (const queryKey of keys) {
      const underWay = this.#queries.isFetching({ queryKey }) > 0;
      const read = () => this.#queries.invalidateQueries({ queryKey }, { cancelRefetch: false });
      const done = read();
      if (underWay) void done.then(read);
    }
    readRowsBelow(this.#queries, keys);
  }
}

class Batch {
  readonly #least: number;
  readonly #act: (keys: readonly QueryKey[]) => void;
  #keys = new Map<string, QueryKey>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(least: number, act: (keys: readonly QueryKey[]) => void) {
    this.#least = least;
    this.#act = act;
  }

  add(key: QueryKey): void {
    this.#keys.set(JSON.stringify(key), key);
    this.#timer ??= setTimeout(this.#flush, SOON_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #flush = (): void => {
    const keys = [...this.#keys.values()];
    this.#keys.clear();
    this.#timer = keys.length > 0 ? setTimeout(this.#flush, this.#least) : undefined;
    this.#act(keys);
  };
}
