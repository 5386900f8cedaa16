import type { Schemas } from "../api/client.ts";
import type { Recipient } from "./carried.ts";
import type { Node } from "./doc.ts";

export type Upload = {
  key: string;
  name: string;
  size: number;
  content_type: string;
  usage?: Schemas["FileUsage"];
  state: "going" | "there" | "failed" | "refused";
  /** From 0 to 1. */
  progress: number;
  /** Once it is there. */
  id?: string;
  /** Why it failed, or why this channel or the API refuses it. */
  reason?: string;
  /** A picture, as this tab has it. */
  preview?: string;
};

type Answered = { id: string; name: string; text: string };
/** A reply that the customer can choose; with a link, it leads there. */
export type Choice = { key: string; label: string; link: string };

/** What somebody writes, as one value: kept, sent and taken back as a whole. */
export type Draft = {
  /** The Idempotency-Key of the message that this becomes. */
  key: string;
  /** What was sent under that key, if it was. */
  sent?: string | undefined;
  at: number;
  text: string;
  doc: Node | null;
  files: readonly Upload[];
  answers: Answered | null;
  recipients: readonly Recipient[];
  choices: readonly Choice[];
  /** Whether the customer may also write something else, and whether they may choose several. */
  free: boolean;
  several: boolean;
};

export const newDraft = (): Draft => ({
  key: crypto.randomUUID(),
  at: 0,
  text: "",
  doc: null,
  files: [],
  answers: null,
  recipients: [],
  choices: [],
  free: true,
  several: false,
});

/** Nothing that would be missed. */
export const isEmpty = ({ text, doc, files, choices, recipients }: Draft): boolean =>
  text.trim() === "" &&
  !hasPicture(doc) &&
  files.length === 0 &&
  recipients.length === 0 &&
  choices.every(({ label, link }) => !label.trim() && !link.trim());

export const hasPicture = (node: Node | null): boolean =>
  node !== null && (node.type === "image" || (node.content ?? []).some(hasPicture));

/** What is kept: files that are still on their way are not there after a reload. */
export const kept = (draft: Draft): string =>
  JSON.stringify({ ...draft, files: draft.files.filter(({ id }) => id).map(({ preview: _, ...file }) => file) });

/** Null for what was not kept by `kept`, or by another version of it. */
export function restored(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    const draft = { ...newDraft(), ...(JSON.parse(text) as Partial<Draft>) };
    const lists = [draft.files, draft.recipients, draft.choices];
    return typeof draft.text === "string" && typeof draft.at === "number" && lists.every(Array.isArray) ? draft : null;
  } catch {
    return null;
  }
}
