import type { Message } from "../api/timelines.ts";

/** What the conversation asks of the composer: to answer a message, to cite it, or to take it back into the editor. */
export type Asked =
  | { kind: "answer"; message: Message }
  | { kind: "cite"; messageId: string; passage: string | null }
  | { kind: "back"; message: Message };
