import type { QueryClient } from "@tanstack/react-query";
import { draftsAuthor } from "../shared/drafts.ts";
import { Store } from "../shared/store.ts";
import { addMessage } from "./queries/timeline.ts";
import type { Message } from "./timelines.ts";

/** A reply that was sent from this page and is not in the timeline yet. The conversation shows it at its end. */
export type Outgoing = Pick<Message, "conversation_id" | "text" | "rich_text" | "parts" | "in_reply_to"> & {
  /** The Idempotency-Key. It stays the same when the person tries again. */
  key: string;
  /** When it was sent: `new Date(now()).toISOString()`. */
  created_at: string;
  /** Why the API did not take it, in words. */
  refusal?: string;
  /** The same request again, asked for by the person. */
  again?: () => void;
  /** Back into the editor. */
  edit?: () => void;
};

export const outgoing = new Store<readonly Outgoing[]>([]);

/** Where this browser keeps them, by person: whoever signs in next neither sees nor sends them. */
export const keptUnder = (): string => `kanaal.departure.${draftsAuthor()}.`;

const without = (key: string) => outgoing.get().filter((each) => each.key !== key);

/** On its way: for the first time, or again. */
export const depart = (reply: Outgoing): void => outgoing.set([...without(reply.key), reply]);

/** The API said no, or was not reached. It stays on screen with its reason. */
export const refuse = (key: string, refusal: string): void =>
  outgoing.set(outgoing.get().map((each) => (each.key === key ? { ...each, refusal } : each)));

/** The person has taken it back. */
export const withdraw = (key: string): void => outgoing.set(without(key));

/** The API has taken it: it becomes an entry of the timeline, in the same place. */
export function arrive(client: QueryClient, key: string, message: Message): void {
  addMessage(client, message);
  withdraw(key);
}
