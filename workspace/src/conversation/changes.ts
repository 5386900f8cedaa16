import type { Entry, Message } from "../api/timelines.ts";

export type Reaction = { reaction: string; names: string[]; ours: boolean };

/** What became of a message after it was sent. The message itself stays as it was. */
export type Changes = {
  /** Its edits, oldest first. */
  edits: Message[];
  deletion?: Message;
  reactions: Reaction[];
  /** Ours that did not arrive: the customer still sees what was there before. */
  failed: Message[];
};

export const isChange = (entry: Entry): boolean =>
  entry.type === "message" && !["text", "unsupported"].includes(entry.content);

/** Changes by the message that they are about; and those whose message is not known or not loaded. */
export function changesOf(entries: readonly Entry[]): { by: ReadonlyMap<string, Changes>; loose: ReadonlySet<string> } {
  const loaded = new Set(entries.map((entry) => entry.id));
  const told = new Map<string, Message[]>();
  const loose = new Set<string>();
  for (const entry of entries.filter((each): each is Message => isChange(each))) {
    const about = entry.refers_to;
    if (about === null || !loaded.has(about)) loose.add(entry.id);
    else told.set(about, [...(told.get(about) ?? []), entry]);
  }
  return { by: new Map([...told].map(([id, changes]) => [id, summed(changes)])), loose };
}

function summed(told: Message[]): Changes {
  const arrived = told.filter((change) => change.status !== "FAILED" && change.status !== "CANCELLED");
  const superseded = (failed: Message) =>
    arrived.some((change) => change.content === failed.content && change.sequence > failed.sequence);
  return {
    edits: arrived.filter((change) => change.content === "edited"),
    deletion: arrived.find((change) => change.content === "deleted"),
    reactions: reactions(arrived),
    failed: told.filter((change) => change.status === "FAILED" && !superseded(change)),
  };
}

/** At the service the desk is one person: whoever of us takes a reaction back takes back the desk's. */
function reactions(changes: Message[]): Reaction[] {
  const now = new Map<string, Map<string, string>>();
  for (const { content, text, direction, actor } of changes) {
    const who = direction === "out" ? "desk" : actor.id;
    if (content === "reaction_added") now.set(text, (now.get(text) ?? new Map()).set(who, actor.name ?? ""));
    if (content === "reaction_removed") now.get(text)?.delete(who);
  }
  return [...now]
    .filter(([, people]) => people.size > 0)
    .map(([reaction, people]) => ({ reaction, names: [...people.values()].filter(Boolean), ours: people.has("desk") }));
}
