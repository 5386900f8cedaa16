const AGAIN_MS = 3_000;
/** Walking through a list shows each ticket for a moment only; a connection may say 120 things a minute. */
const SETTLED_MS = 200;
const PASSING = ["unavailable", "busy"];

type Send = (message: object) => void;

/** Keeps what the connection watches like what is on the screen. */
export class Subscriptions {
  readonly #wanted: () => readonly string[];
  readonly #send: Send;
  #asked = new Set<string>();
  #answered = new Set<string>();
  #timer: number | undefined;
  #open = false;

  constructor(wanted: () => readonly string[], send: Send) {
    this.#wanted = wanted;
    this.#send = send;
  }

  /** Whether all that is on the screen is watched. */
  get complete(): boolean {
    return this.#open && this.#wanted().every((topic) => this.#answered.has(topic));
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
  }

  changed(): void {
    this.#later(SETTLED_MS);
  }

  subscribed(topic: string): void {
    this.#answered.add(topic);
  }

  refused(topic: string, code: string): void {
    this.#answered.delete(topic);
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
        this.#send({ action: "unsubscribe", topic });
      }
    for (const topic of wanted)
      if (!this.#asked.has(topic)) {
        this.#asked.add(topic);
        this.#send({ action: "subscribe", topic });
      }
  }
}
