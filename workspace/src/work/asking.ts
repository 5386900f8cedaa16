import { Problem } from "../api/problems.ts";
import type { Schemas } from "../api/client.ts";
import type { PropertyValue, TicketProperty } from "../api/queries/properties.ts";
import { Store } from "../shared/store.ts";

/** What somebody filled in so that the ticket may go there; or why it goes without; or that it goes elsewhere. */
export type Given = {
  properties: Record<string, PropertyValue>;
  override?: Schemas["OverrideIn"] | undefined;
  status_id?: string | undefined;
};

/** A change that the status refuses, until what it needs is given. */
export type Asked = {
  ticket_id: string;
  pipeline_id: string;
  /** The status that is wanted; undefined if only the API knows which one it would be. */
  status_id: string | undefined;
  /** The ticket is new: it is not its status that needs something. */
  starts?: boolean;
  refusal: Problem;
  /** What goes on with the change: a reply that waits cannot go past the demands. */
  mayOverride: boolean;
  /** Throws what the API says to it. */
  send(given: Given): Promise<void>;
  giveUp(): void;
};

/** One at a time: it is a dialog. */
export const asking = new Store<Asked | null>(null);

let shown: string | undefined;

/** The ticket on screen: only about that one somebody is asked. Call what it answers when the ticket is left. */
export function askedHere(ticket_id: string): () => void {
  shown = ticket_id;
  return () => {
    // What is asked is given up with its ticket.
    asking.get()?.giveUp();
    shown = undefined;
  };
}

export const mayAsk = (ticket_id: string): boolean => shown === ticket_id;

export const isRefusal = (error: unknown): error is Problem =>
  error instanceof Problem && error.code === "status_refused";

type Refused = { missing: readonly TicketProperty[]; allowed: readonly string[] };

export function refusedBy({ more }: Problem): Refused {
  const { missing, allowed_status_ids } = more;
  return {
    missing: Array.isArray(missing) ? (missing as TicketProperty[]) : [],
    allowed: Array.isArray(allowed_status_ids) ? (allowed_status_ids as string[]) : [],
  };
}

type Question<T> = Omit<Asked, "send" | "giveUp"> & { again(given: Given): Promise<T> };

/** What came of the change once the person has given what is missing; undefined if they have not. */
export function ask<T>({ again, ...question }: Question<T>): Promise<T | undefined> {
  asking.get()?.giveUp();
  return new Promise((resolve) => {
    const end = (done: T | undefined) => {
      asking.set(null);
      resolve(done);
    };
    asking.set({ ...question, send: async (given) => end(await again(given)), giveUp: () => end(undefined) });
  });
}
