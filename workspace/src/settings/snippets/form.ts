import type { Schemas } from "../../api/client.ts";
import type { Snippet } from "../../api/queries/prepared.ts";
import { changes } from "../../shared/merged.ts";

export type SnippetForm = {
  name: string;
  shortcut: string;
  folder: string;
  /** Together: one is the other without its styles. */
  content: { text: string; html: string };
};

export const formOf = (found: Snippet | undefined): SnippetForm => ({
  name: found?.name ?? "",
  shortcut: found?.shortcut ?? "",
  folder: found?.folder ?? "",
  content: { text: found?.text ?? "", html: found?.rich_text ?? "" },
});

/** `Billing / Refunds` is the folder `Billing/Refunds`. */
const folderOf = (written: string): string | null =>
  written
    .split("/")
    .map((part) => part.trim())
    .filter(Boolean)
    .join("/") || null;

const shortcutOf = (written: string): string | null => written.trim().replace(/^\//, "").toLowerCase() || null;

export const bodyOf = ({ name, shortcut, folder, content }: SnippetForm): Schemas["SnippetIn"] => ({
  name: name.trim(),
  shortcut: shortcutOf(shortcut),
  folder: folderOf(folder),
  text: content.text,
  rich_text: content.html || null,
});

/** Text and rich text are replaced together. */
export function patchOf(form: SnippetForm, before: Snippet): Schemas["SnippetPatchIn"] {
  const body = bodyOf(form);
  const changed = changes(body, bodyOf(formOf(before)));
  const written = "text" in changed || "rich_text" in changed;
  return { ...changed, ...(written && { text: body.text, rich_text: body.rich_text }) };
}

export const isWhole = ({ name, content }: SnippetForm): boolean =>
  Boolean(name.trim() && (content.text.trim() || content.html));

/** What a snippet can be filled with, beside the desk's own properties. The API's list. */
export const PLACEHOLDERS = {
  contact: ["contact.name", "contact.first_name", "contact.email", "contact.phone"],
  ticket: ["ticket.number", "ticket.name", "ticket.status", "ticket.priority", "ticket.category"],
  agent: ["agent.name", "agent.first_name", "agent.email"],
} as const;
