import type { Schemas } from "../api/client.ts";

/** A change of the feed. On the live connection, it has the topics of this page that it belongs to. */
export type Change = Schemas["FeedChangeOut"] & { topics?: string[]; reason?: Reason };
export type Reason = "assigned" | "mentioned" | "reply_failed";
/** Somebody else who is at a ticket, until then. */
export type Present = { user_id: string; state: "viewing" | "typing" | "typing_note"; until: string };

/** What comes on the live connection: docs/live.md. */
export type Frame =
  | { type: "subscribed"; topic: string; cursor: string; present?: Present[] }
  | { type: "unsubscribed"; topic: string; code?: string }
  | { type: "events"; events: Change[] }
  | { type: "changed"; topic: string }
  | { type: "presence"; topic: string; present: Present[] }
  | { type: "error"; code: string; message: string; topic?: string }
  | { type: "pong" };
