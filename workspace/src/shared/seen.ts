import { stored } from "./stored.ts";

/** Conversations that this browser remembers; the ones that were not seen for longest are forgotten first. */
const KEPT = 2000;

type Seen = Readonly<Record<string, number>>;

/** The last message that was seen, by conversation. */
export const seen = stored<Seen>("seen", {}, (value) =>
  typeof value === "object" && value !== null && Object.values(value).every(Number.isFinite)
    ? (value as Seen)
    : undefined,
);

export const isUnread = (conversation: string, sequence: number, known: Seen): boolean =>
  sequence > (known[conversation] ?? 0);

export function markSeen(conversation: string, sequence: number): void {
  seen.set(withSeen(seen.get(), conversation, sequence));
}

export function withSeen(known: Seen, conversation: string, sequence: number): Seen {
  if (!isUnread(conversation, sequence, known)) return known;
  const { [conversation]: _, ...others } = known;
  return Object.fromEntries([...Object.entries(others), [conversation, sequence] as const].slice(-KEPT));
}
