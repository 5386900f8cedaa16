import type { Outgoing } from "../api/outgoing.ts";
import type { Entry, Message, Note, TicketEvent } from "../api/timelines.ts";
import { sameDay } from "../shared/dates.ts";
import { changesOf, isChange, type Changes } from "./changes.ts";

export type Quote = { id: string; message?: Message };
export type MessageRow = {
  kind: "message";
  key: string;
  message: Message;
  changes?: Changes;
  quote?: Quote;
  /** What the customer answered to its quick replies. */
  answers?: readonly string[];
  /** The first of several by one author: it has the name and the face. */
  first: boolean;
};

/** One row of the conversation. `key` stays the same whatever is loaded around it. */
export type Row =
  | { kind: "new"; key: string }
  | { kind: "day"; key: string; at: string }
  | { kind: "event"; key: string; event: TicketEvent }
  | { kind: "note"; key: string; note: Note }
  | { kind: "change"; key: string; message: Message }
  | { kind: "outgoing"; key: string; reply: Outgoing }
  | MessageRow;

type Known = {
  entries: readonly Entry[];
  outgoing?: readonly Outgoing[];
  /** The last message that was seen before: the "new" line stands after it. */
  seen?: number;
};

const GROUP_MS = 5 * 60_000;

export function rowsOf({ entries, outgoing = [], seen }: Known): Row[] {
  const { by, loose } = changesOf(entries);
  const messages = new Map(entries.flatMap((entry) => (entry.type === "message" ? [[entry.id, entry]] : [])));
  const answers = answersOf(entries);
  const firstNew = firstUnseen(entries, seen);
  const rows: Row[] = [];
  let day: string | undefined;
  let newest: { in?: string; any?: string } = {};

  for (const entry of entries) {
    const change = isChange(entry);
    if (change && !loose.has(entry.id)) continue;
    if (day === undefined || !sameDay(day, entry.created_at)) {
      rows.push({ kind: "day", key: `day ${entry.id}`, at: entry.created_at });
      day = entry.created_at;
    }
    if (entry.id === firstNew) rows.push({ kind: "new", key: "new" });
    if (entry.type === "event") rows.push({ kind: "event", key: entry.id, event: entry });
    else if (entry.type === "note") rows.push({ kind: "note", key: entry.id, note: entry });
    else if (change) rows.push({ kind: "change", key: entry.id, message: entry });
    else {
      rows.push({
        kind: "message",
        key: entry.id,
        message: entry,
        changes: by.get(entry.id),
        quote: quoteOf(entry, newest, messages),
        answers: answers.get(entry.id),
        first: !follows(rows.at(-1), entry),
      });
      newest = { in: entry.direction === "in" ? entry.id : newest.in, any: entry.id };
    }
  }
  return [...rows, ...outgoing.map((reply) => ({ kind: "outgoing", key: reply.key, reply }) as const)];
}

/** Without a memory of it, what came after our last reply is new; a conversation without a reply is new as a whole. */
function firstUnseen(entries: readonly Entry[], seen: number | undefined): string | undefined {
  const messages = entries.filter((entry): entry is Message => entry.type === "message");
  const from = seen ?? messages.findLast((each) => each.direction === "out" && !isChange(each))?.sequence;
  if (from === undefined) return undefined;
  return messages.find((each) => each.direction === "in" && each.sequence > from && !isChange(each))?.id;
}

function follows(row: Row | undefined, message: Message): boolean {
  if (row?.kind !== "message") return false;
  const { message: last } = row;
  return (
    last.direction === message.direction &&
    last.actor.kind === message.actor.kind &&
    last.actor.id === message.actor.id &&
    Date.parse(message.created_at) - Date.parse(last.created_at) < GROUP_MS
  );
}

/** A reply answers the newest message unless somebody chose another: only that is worth saying. */
function quoteOf(
  message: Message,
  newest: { in?: string; any?: string },
  messages: Map<string, Message>,
): Quote | undefined {
  const id = message.in_reply_to;
  if (id === null || id === newest.any || (message.direction === "out" && id === newest.in)) return undefined;
  return { id, message: messages.get(id) };
}

function answersOf(entries: readonly Entry[]): ReadonlyMap<string, readonly string[]> {
  const answers = new Map<string, string[]>();
  for (const entry of entries)
    if (entry.type === "message" && entry.direction === "in" && entry.in_reply_to)
      answers.set(entry.in_reply_to, [...(answers.get(entry.in_reply_to) ?? []), entry.text]);
  return answers;
}
