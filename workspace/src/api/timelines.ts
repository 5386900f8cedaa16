import { now } from "../shared/clock.ts";
import type { Schemas } from "./client.ts";

export type Message = Schemas["MessageOut"];
export type TicketEvent = Schemas["EventOut"];
export type Note = Schemas["NoteOut"];
export type Entry = Message | TicketEvent | Note;
export type Part = Message["parts"][number];

/** What is known of a conversation: entries without a gap, oldest first, and where to ask on either side. */
export type Timeline = { entries: readonly Entry[]; older: string | null; newer: string | null };

/** A report of a delivery may come for so long; later ones are seen when the conversation is opened again. */
const REPORTED_WITHIN = 10 * 60_000;
/** What leaves later than this does not change by itself until then. */
const SOON = 60_000;
/** An album gains parts, and a ticket events, shortly after they began. */
const GROWS_WITHIN = 20_000;

export const sequenceOf = (entry: Entry): number => (entry.type === "message" ? entry.sequence : entry.after_sequence);

/** The order of the API: an event or a note stands after the message that was the newest then, as they happened. */
function before(one: Entry, other: Entry): number {
  const rank = (entry: Entry) => (entry.type === "message" ? 0 : 1);
  const [a, b] = [momentOf(one.id), momentOf(other.id)];
  return sequenceOf(one) - sequenceOf(other) || rank(one) - rank(other) || (a < b ? -1 : Number(a > b));
}

/** The part of an id that grows with time: all of an event's, the last one of a note's. */
const momentOf = (id: string): string => id.slice(id.lastIndexOf("_") + 1);

/** Each entry once, as it was read last. */
export function merged(known: readonly Entry[], read: readonly Entry[]): readonly Entry[] {
  if (read.length === 0) return known;
  return [...new Map([...known, ...read].map((entry) => [entry.id, entry])).values()].sort(before);
}

/** How many of the newest entries must be read again to see all that may still change. */
export function unsettled(entries: readonly Entry[], at = now()): number {
  const first = entries.findIndex((entry) => isUnsettled(entry, at));
  return first < 0 ? 0 : entries.length - first;
}

function isUnsettled(entry: Entry, at: number): boolean {
  if (entry.type === "event") return false;
  const age = at - Date.parse(entry.created_at);
  // Its author may think again.
  if (entry.type === "note") return age < REPORTED_WITHIN;
  if (entry.due_at && Date.parse(entry.due_at) > at + SOON && age > REPORTED_WITHIN) return false;
  if (entry.status === "QUEUED" || entry.parts.some((part) => changes(part, at))) return true;
  return age < (entry.status === "SENT" || entry.status === "DELIVERED" ? REPORTED_WITHIN : GROWS_WITHIN);
}

function changes(part: Part, at: number): boolean {
  if (part.type === "LOCATION") return part.shared_until !== undefined && Date.parse(part.shared_until) > at;
  const file = part.type === "MESSAGE_HEADER" ? part.file : part.type === "FILE" ? part : undefined;
  return file?.state === "PENDING" || file?.scan === "PENDING";
}
