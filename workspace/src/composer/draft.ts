import type { Schemas } from "../api/client.ts";
import type { DraftContent } from "../api/queries/drafts.ts";
import { newWish, type Wish } from "../api/wish.ts";
import type { Recipient } from "./carried.ts";
import type { Node } from "./doc.ts";

export type Upload = {
  key: string;
  name: string;
  size: number;
  content_type: string;
  usage?: Schemas["FileUsage"];
  /** `lost`: the page was left before it was uploaded, and only its name was kept. */
  state: "going" | "there" | "failed" | "refused" | "lost";
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

/** What somebody writes, as one value: kept, sent and taken back as a whole. Of the message that it becomes, it has what
 * was asked of the desk. */
export type Draft = Wish & {
  at: number;
  text: string;
  doc: Node | null;
  /** From the desk, until the editor has made its document of it. */
  html: string | null;
  files: readonly Upload[];
  answers: Answered | null;
  recipients: readonly Recipient[];
  choices: readonly Choice[];
  /** What the desk has of it: the version, what it says (null: just this, since `at`), and whether it is everybody's. */
  desk: { version: number; said: string | null; at: number; shared: boolean } | null;
  /** What the desk was asked to keep and has not confirmed. */
  asked: readonly DraftContent[];
  /** Whether the customer may also write something else, and whether they may choose several. */
  free: boolean;
  several: boolean;
};

export const newDraft = (): Draft => ({
  ...newWish(),
  at: 0,
  text: "",
  doc: null,
  html: null,
  files: [],
  answers: null,
  recipients: [],
  choices: [],
  desk: null,
  asked: [],
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

/** What is kept: of a file that is not uploaded, a browser keeps the name and not the bytes. */
export const kept = (draft: Draft): string => JSON.stringify({ ...draft, files: draft.files.map(keptFile) });

function keptFile({ preview: _, ...file }: Upload): Upload {
  if (file.id || file.state === "refused") return file;
  const { key, name, size, content_type } = file;
  return { key, name, size, content_type, state: "lost", progress: 0 };
}

/** A new file; or the one of its key again, at its place. */
export const withFile = (files: readonly Upload[], file: Upload): Upload[] =>
  files.some(({ key }) => key === file.key)
    ? files.map((each) => (each.key === file.key ? file : each))
    : [...files, file];

/** What another tab has written: it does not have the files that are here, or may still go up from here. */
export function heardFiles(own: readonly Upload[], heard: readonly Upload[]): Upload[] {
  const here = new Map(own.filter(({ state }) => state !== "lost").map((file) => [file.key, file]));
  const listed = new Set(heard.map(({ key }) => key));
  const others = [...here.values()].filter(({ key, id }) => !id && !listed.has(key));
  return [...heard.map((file) => (file.id ? file : (here.get(file.key) ?? file))), ...others];
}

/** Null for what was not kept by `kept`, or by another version of it. */
export function restored(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    const draft = { ...newDraft(), ...(JSON.parse(text) as Partial<Draft>) };
    const lists = [draft.files, draft.recipients, draft.choices, draft.asked];
    return typeof draft.text === "string" && typeof draft.at === "number" && lists.every(Array.isArray) ? draft : null;
  } catch {
    return null;
  }
}
