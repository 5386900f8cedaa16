import { keptUnder as prefix, outgoing } from "../api/outgoing.ts";
import type { Schemas } from "../api/client.ts";
import type { Draft } from "./draft.ts";

/** A reply that the desk has not taken yet, as this browser keeps it: a page that is left loses nothing. */
export type Departure = {
  key: string;
  conversation_id: string;
  created_at: string;
  body: Schemas["ReplyIn"];
  draft: Draft;
  /** The ticket whose status is set with it. */
  into?: Into | undefined;
  refusal?: string | undefined;
};

export type Into = { ticket_id: string; pipeline_id: string; status_id: string };

const own = new Set<string>();

export function keepDeparture(departure: Departure): void {
  own.add(departure.key);
  write(departure.key, JSON.stringify(departure));
}

/** Those of another life of this page. One that another tab is sending just now can be among them: its key is the
 * same, so that it cannot be sent twice. */
export function leftBehind(conversation: string): Departure[] {
  return names()
    .map((name) => parsed(localStorage.getItem(name)))
    .filter((found) => found !== null)
    .filter(({ key, conversation_id }) => conversation_id === conversation && !own.has(key))
    .sort((one, other) => one.created_at.localeCompare(other.created_at));
}

/** What is on its way no longer, because the desk has it or the person took it back, is not kept either. */
outgoing.follow(() => {
  const there = new Set(outgoing.get().map(({ key }) => key));
  for (const key of own) if (!there.has(key)) write(key, null);
});

export const ownDeparture = (key: string): void => void own.add(key);

function write(key: string, text: string | null): void {
  try {
    if (text !== null) return localStorage.setItem(prefix() + key, text);
    localStorage.removeItem(prefix() + key);
    own.delete(key);
  } catch {
    // Full or forbidden: it is kept as long as the page.
  }
}

function names(): string[] {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix()));
  } catch {
    return [];
  }
}

function parsed(text: string | null): Departure | null {
  try {
    const found = JSON.parse(text ?? "null") as Departure | null;
    return found?.key && found.body && found.draft ? found : null;
  } catch {
    return null;
  }
}
