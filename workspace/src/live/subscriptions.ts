import { hereZone } from "../shared/zones.ts";

const AGAIN_MS = 3_000;
/** Walking through a list shows each ticket for a moment only; a connection may say 120 things a minute. */
const SETTLED_MS = 200;
const PASSING = ["unavailable", "busy"];
/** Nothing is told of it, because there is nothing for this person to read either: the connection works. */
const NOT_THERE = ["ticket_not_found", "view_not_found", "view_broken", "missing_scope"];

type Send = (message: object) => void;

/** Keeps what the connection watches like what is on the screen. */
export class Subscriptions {
  readonly #wanted: () => readonly string[];
  readonly #send: Send;
  #asked = new Set<string>();
  #answered = new Set<string>();
  #absent = new Set<string>();
  #timer: number | undefined;
  #open = false;

  constructor(wanted: () => readonly string[], send: Send) {
    this.#wanted = wanted;
    this.#send = send;
  }

  /** Whether all that is on the screen is watched, as far as it is there. */
  get complete(): boolean {
    return this.#open && this.#wanted().every((topic) => this.#answered.has(topic) || this.#absent.has(topic));
  }

  has(topic: string): boolean {
    return this.#answered.has(topic);
  }

  opened(): void {
    this.#open = true;
    this.#follow();
  }

  closed(): void {
    this.#open = false;
    clearTimeout(this.#timer);
    this.#asked.clear();
    this.#answered.clear();
    this.#absent.clear();
  }

  changed(): void {
    this.#later(SETTLED_MS);
  }

  subscribed(topic: string): void {
    this.#answered.add(topic);
  }

  refused(topic: string, code: string): void {
    this.#answered.delete(topic);
    if (NOT_THERE.includes(code)) this.#absent.add(topic);
    if (!PASSING.includes(code)) return;
    this.#asked.delete(topic);
    this.#later(AGAIN_MS * (1 + Math.random()));
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#follow(), ms);
  }

  #follow(): void {
    if (!this.#open) return;
    const wanted = new Set(this.#wanted());
    for (const topic of this.#asked)
      if (!wanted.has(topic)) {
        this.#asked.delete(topic);
        this.#answered.delete(topic);
        this.#absent.delete(topic);
        this.#send({ action: "unsubscribe", topic });
      }
    for (const topic of wanted)
      if (!this.#asked.has(topic)) {
        this.#asked.add(topic);
        this.#send({ action: "subscribe", topic, ...whereOf(topic) });
      }
  }
}

/** "Today" is today here. */
const whereOf = (topic: string) => (topic.startsWith("view:") ? { time_zone: hereZone() } : {});
