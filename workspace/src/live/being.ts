import type { QueryClient } from "@tanstack/react-query";
import { getMe, peopleChanged } from "../api/queries/people.ts";
import { own } from "./presence.ts";

/** The desk forgets who views a ticket after ten minutes. */
const STILL_MS = 4 * 60_000;
/** The desk notices that somebody is there again. */
const BACK_MS = 2_000;

type Line = { has(topic: string): boolean; send(message: object): void };

/** Tells the others where one is. */
export class Being {
  readonly #queries: QueryClient;
  readonly #line: Line;
  #backAgain: number | undefined;

  /** `has`: whether a topic is watched on this line. */
  constructor(queries: QueryClient, line: Line) {
    this.#queries = queries;
    this.#line = line;
  }

  start(): () => void {
    const followed = own.follow(() => this.say());
    const still = setInterval(() => this.say(), STILL_MS);
    return () => {
      followed();
      clearInterval(still);
      clearTimeout(this.#backAgain);
    };
  }

  /** Whoever leaves a ticket does not watch it any more, which says so. */
  say(): void {
    const being = own.get();
    if (being && this.#line.has(being.topic)) this.#line.send({ action: "presence", ...being });
  }

  /** Whoever was away for want of a connection is not any more, in a moment. */
  back(): void {
    if (this.#queries.getQueryData(getMe().queryKey)?.availability.reason !== "disconnected") return;
    clearTimeout(this.#backAgain);
    this.#backAgain = window.setTimeout(() => void peopleChanged(this.#queries), BACK_MS);
  }
}
