import { pause } from "../api/connection.ts";
import type { Frame } from "./frames.ts";

const PING_MS = 5 * 60_000;
/** Whoever says nothing for so long, though it was asked, is not there any more. */
const ANSWER_MS = 20_000;
/** Everybody's connection may end at the same moment. */
const SPREAD_MS = 2_000;

export type Address = { url: string; ticket: string };
export interface Ends {
  /** Where to connect. Null: nobody is signed in any more. */
  address(): Promise<Address | null>;
  opened(): void;
  heard(frame: Frame): void;
  /** `attempt`: how often it has failed in a row. */
  lost(attempt: number): void;
}

/** One WebSocket after another. API Gateway ends each after two hours, and whatever is between us may do so before. */
export class Line {
  readonly #ends: Ends;
  #socket: WebSocket | undefined;
  #timer: number | undefined;
  #patience: number | undefined;
  #attempt = 0;
  #stopped = false;
  #resting = false;

  constructor(ends: Ends) {
    this.#ends = ends;
  }

  async connect(): Promise<void> {
    this.#wait(undefined);
    this.#resting = false;
    try {
      const address = await this.#ends.address();
      if (this.#stopped || !address) return;
      this.#open(new WebSocket(address.url, ["kanaal.live", address.ticket]));
    } catch {
      this.#lost();
    }
  }

  send(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** The computer is back in its network, or awake: a connection that is not there any more would not say so. */
  check = (): void => {
    if (this.#socket) this.#ask();
    else if (this.#timer !== undefined || this.#resting) void this.connect();
  };

  /** This person has too many windows: one that nobody looks at takes no other one's connection. */
  rest(): void {
    this.#resting = true;
    this.#lost();
    this.#wait(undefined);
  }

  stop(): void {
    this.#stopped = true;
    this.#wait(undefined);
    const socket = this.#leave();
    socket?.close();
  }

  #open(socket: WebSocket): void {
    this.#socket = socket;
    this.#expect();
    const mine = (act: () => void) => () => void (this.#socket === socket && act());
    socket.onopen = mine(() => this.#ends.opened());
    socket.onclose = mine(() => this.#lost());
    socket.onmessage = ({ data }) => mine(() => this.#heard(JSON.parse(data as string) as Frame))();
  }

  #heard(frame: Frame): void {
    this.#attempt = 0;
    clearTimeout(this.#patience);
    this.#wait(() => this.#ask(), PING_MS);
    this.#ends.heard(frame);
  }

  #ask(): void {
    this.send({ action: "ping" });
    this.#expect();
  }

  #expect(): void {
    clearTimeout(this.#patience);
    this.#patience = window.setTimeout(() => this.#lost(), ANSWER_MS);
  }

  #lost(): void {
    this.#leave()?.close();
    if (this.#stopped) return;
    const rest = this.#attempt === 0 ? Math.random() * SPREAD_MS : pause(this.#attempt);
    this.#attempt += 1;
    this.#wait(() => void this.connect(), rest);
    this.#ends.lost(this.#attempt);
  }

  #leave(): WebSocket | undefined {
    clearTimeout(this.#patience);
    const socket = this.#socket;
    this.#socket = undefined;
    return socket;
  }

  #wait(act: (() => void) | undefined, ms = 0): void {
    clearTimeout(this.#timer);
    this.#timer = act && window.setTimeout(act, ms);
  }
}
