import type { QueryClient } from "@tanstack/react-query";
import type { Message } from "../api/timelines.ts";
import { cancel } from "../api/waiting.ts";
import { Store } from "../shared/store.ts";
import type { Draft } from "./draft.ts";
import type { Sheet } from "./sheet.ts";

const LONGEST_MS = 61_000;

/** A reply that the desk holds back. `until` is by the clock that nobody sets: how long, the desk has said. */
export type Held = { message: Message; draft: Draft; until: number };
export const held = new Store<readonly Held[]>([]);

/** `asked`: when the reply was sent from here. The desk counts from later: nothing is offered that it would refuse. */
export function holdBack(message: Message, draft: Draft, asked: number): void {
  const { due_at, created_at, status } = message;
  if (status !== "QUEUED" || !due_at) return;
  const wait = Date.parse(due_at) - Date.parse(created_at);
  if (wait <= 0 || wait > LONGEST_MS) return;
  held.set([...held.get().filter((each) => each.message.id !== message.id), { message, draft, until: asked + wait }]);
}

export const letGo = ({ message }: Held): void => held.set(held.get().filter((each) => each.message.id !== message.id));

/** Not sent, and back in the editor: both or neither. */
export async function undo(queries: QueryClient, sheet: Sheet, reply: Held): Promise<void> {
  await cancel(queries, reply.message);
  letGo(reply);
  sheet.takeBack({ ...reply.draft, key: crypto.randomUUID(), sent: undefined, desk: null });
}
