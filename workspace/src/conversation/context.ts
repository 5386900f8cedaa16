import { createContext, use } from "react";
import type { Abilities } from "../api/queries/conversations.ts";
import type { Message } from "../api/timelines.ts";

/** What may be done with the messages of this conversation, and how a reply is told which message it answers. */
export type Doing = {
  /** Undefined until it is known. */
  abilities: Abilities | undefined;
  answer(message: Message): void;
};

export const DoingContext = createContext<Doing>({ abilities: undefined, answer() {} });
export const useDoing = (): Doing => use(DoingContext);
