import { createContext, use } from "react";
import type { Abilities } from "../api/queries/conversations.ts";
import type { Message } from "../api/timelines.ts";

/** What may be done with the messages of this conversation, and how a reply is told which message it answers. */
export type Doing = {
  /** Through which its replies leave. */
  accountId: string;
  /** Undefined until it is known. */
  abilities: Abilities | undefined;
  answer(message: Message): void;
  /** Its words go into the editor again. */
  takeBack(message: Message): void;
  /** A passage of it, or all of it, goes into the reply. */
  cite(messageId: string, passage: string | null): void;
};

export const DoingContext = createContext<Doing>({
  accountId: "",
  abilities: undefined,
  answer() {},
  takeBack() {},
  cite() {},
});
export const useDoing = (): Doing => use(DoingContext);
