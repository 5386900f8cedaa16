import { Store } from "./store.ts";

/** What somebody wrote and has not sent, by conversation: this browser keeps it, and all its tabs have it. */
const DRAFTS = "kanaal.draft.";
let prefix = DRAFTS;
let author = "";
/** Whose drafts these are. */
export const draftsAuthor = (): string => author;

/** The conversations that have one. */
export const drafts = new Store<ReadonlySet<string>>(new Set());
const followers = new Set<(conversation: string, text: string | null) => void>();

/** Call once, when it is known who is signed in: nobody sees what somebody else was writing. */
export function openDrafts(person: string): void {
  author = person;
  prefix = `${DRAFTS}${person}.`;
  drafts.set(new Set(keys().map((key) => key.slice(prefix.length))));
  globalThis.addEventListener?.("storage", ({ key, newValue }) => {
    if (!key?.startsWith(prefix)) return;
    const conversation = key.slice(prefix.length);
    mark(conversation, newValue !== null);
    for (const follower of followers) follower(conversation, newValue);
  });
}

/** What another tab writes, as it is written. */
export function followDrafts(follower: (conversation: string, text: string | null) => void): () => void {
  followers.add(follower);
  return () => void followers.delete(follower);
}

export function readDraft(conversation: string): string | null {
  try {
    return localStorage.getItem(prefix + conversation);
  } catch {
    return null;
  }
}

/** Null: there is nothing to keep. A browser without storage keeps it as long as the tab. */
export function keepDraft(conversation: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(prefix + conversation);
    else localStorage.setItem(prefix + conversation, text);
  } catch {
    // Full or forbidden.
  }
  mark(conversation, text !== null);
}

function mark(conversation: string, kept: boolean): void {
  if (drafts.get().has(conversation) === kept) return;
  const all = new Set(drafts.get());
  if (kept) all.add(conversation);
  else all.delete(conversation);
  drafts.set(all);
}

function keys(): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
