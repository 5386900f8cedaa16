import type { QueryClient } from "@tanstack/react-query";
import { told } from "../api/pace.ts";
import { ticketGone } from "../api/ticketgone.ts";
import { address } from "./address.ts";
import { Being } from "./being.ts";
import { sayConcern } from "./concern.ts";
import type { Change, Frame } from "./frames.ts";
import { Line } from "./line.ts";
import { isNew, missed } from "./missed.ts";
import { own, present, presentAt } from "./presence.ts";
import { EVERYTHING, LISTS, Refresher, shownOf, staleBy } from "./refresh.ts";
import { unreached } from "./state.ts";
import { Subscriptions } from "./subscriptions.ts";
import { ticketOf, topics } from "./topics.ts";

/** The first loss is the end of two hours, or a moment without a network. */
const POLL_AFTER = 2;
const SAY_AFTER = 3;

/** What the desk tells is read again, and what was missed while nobody was connected, too. */
export class Live {
  readonly #queries: QueryClient;
  readonly #open: (ticketId: string) => void;
  readonly #refresher: Refresher;
  readonly #line: Line;
  readonly #subscriptions: Subscriptions;
  readonly #being: Being;
  #cursor: string | undefined;
  /** Something may have happened since `cursor` that was not told. */
  #behind = false;
  #seen = new Set<string>();

  /** `open`: shows a ticket. */
  constructor(queries: QueryClient, open: (ticketId: string) => void) {
    this.#queries = queries;
    this.#open = open;
    this.#refresher = new Refresher(queries);
    this.#line = new Line({
      address,
      opened: () => this.#subscriptions.opened(),
      heard: (frame) => this.#heard(frame),
      lost: (attempt) => this.#lost(attempt),
    });
    this.#subscriptions = new Subscriptions(topics.get, (message) => this.#line.send(message));
    this.#being = new Being(queries, {
      has: (topic) => this.#subscriptions.has(topic),
      send: (message) => this.#line.send(message),
    });
  }

  start(): () => void {
    const watching = topics.follow(() => this.#subscriptions.changed());
    const being = this.#being.start();
    const awake = () => document.visibilityState === "visible" && this.#line.check();
    addEventListener("online", this.#line.check);
    document.addEventListener("visibilitychange", awake);
    void this.#line.connect();
    return () => {
      watching();
      being();
      removeEventListener("online", this.#line.check);
      document.removeEventListener("visibilitychange", awake);
      this.#line.stop();
      this.#subscriptions.closed();
      this.#refresher.stop();
      told.set(false);
    };
  }

  #heard(frame: Frame): void {
    if (frame.type === "events") this.#follow(frame.events);
    else if (frame.type === "changed") this.#refresher.ask(LISTS);
    else if (frame.type === "presence") presentAt(frame.topic, frame.present);
    else if (frame.type === "subscribed") this.#subscribed(frame);
    else if (frame.type === "unsubscribed" && frame.code) this.#refused(frame.topic, frame.code);
    else if (frame.type === "error" && frame.code === "too_many_connections") this.#line.rest();
    else if (frame.type === "error" && frame.topic) this.#refused(frame.topic, frame.code);
  }

  #subscribed({ topic, cursor, present: there }: Frame & { type: "subscribed" }): void {
    if (there) presentAt(topic, there);
    this.#cursor ??= cursor;
    this.#subscriptions.subscribed(topic);
    if (own.get()?.topic === topic) this.#being.say();
    // What was read before this may be older than what is told from now on.
    if (!this.#behind) this.#refresher.ask(shownOf(this.#queries, topic));
    if (this.#subscriptions.complete) void this.#complete();
  }

  #refused(topic: string, code: string): void {
    this.#subscriptions.refused(topic, code);
    if (code === "ticket_not_found") ticketGone(this.#queries, ticketOf(topic)!);
    else this.#refresher.ask(shownOf(this.#queries, topic));
    if (!this.#subscriptions.complete) return told.set(false);
    void this.#complete();
  }

  async #complete(): Promise<void> {
    if (this.#behind && !(await this.#caughtUp())) return;
    unreached.set(false);
    this.#being.back();
    told.set(this.#subscriptions.complete);
  }

  /** False: the connection is lost again. */
  async #caughtUp(): Promise<boolean> {
    const found = this.#cursor === undefined ? null : await missed(this.#cursor).catch(() => null);
    if (!this.#subscriptions.complete) return false;
    this.#behind = false;
    this.#cursor = found?.cursor;
    if (found) this.#follow(found.changes);
    else this.#refresher.ask(EVERYTHING);
    return true;
  }

  #follow(changes: readonly Change[]): void {
    for (const change of changes) {
      if (!isNew(this.#seen, change.cursor)) continue;
      if (!this.#behind) this.#cursor = change.cursor;
      this.#refresher.ask(staleBy(change));
      void sayConcern(this.#queries, change, this.#open);
    }
  }

  #lost(attempt: number): void {
    this.#subscriptions.closed();
    present.set({});
    this.#behind ||= this.#cursor !== undefined;
    told.set(false);
    unreached.set(attempt >= SAY_AFTER);
    // Each is asked for every few seconds from now on.
    if (attempt === POLL_AFTER) this.#refresher.ask(EVERYTHING);
  }
}
