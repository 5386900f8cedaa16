import type { DeskDraft, DraftContent } from "../api/queries/drafts.ts";
import { isEmpty, type Draft } from "./draft.ts";
import { bodyOf, type Frame } from "./frame.ts";

/** What the desk has, beside what is here: nothing new; nothing any more; what was written here, and its words; what
 * was written elsewhere, while here is nothing else, or something. */
type Found = { is: "known" | "gone" | "newer" | "conflict" } | { is: "own"; said: string };

export function compared(draft: Draft, frame: Frame, mine: DeskDraft | undefined): Found {
  const { desk, asked } = draft;
  const body = bodyOf(draft, frame);
  const untouched = desk !== null && (desk.said === JSON.stringify(body) || desk.at === draft.at);
  if (!mine) return { is: untouched ? "gone" : "known" };
  if (desk?.version === mine.version) return { is: "known" };
  const own = [body, ...asked].find((each) => sameWords(each, mine));
  if (own) return { is: "own", said: JSON.stringify(own) };
  return { is: untouched || isEmpty(draft) ? "newer" : "conflict" };
}

/** Whether both would be the same reply. The desk says the same HTML in its own way. */
export const sameWords = (one: DraftContent, other: DraftContent): boolean => essence(one) === essence(other);

const essence = ({ text, rich_text, attachments = [], recipients = [], in_reply_to }: DraftContent): string =>
  JSON.stringify([
    text,
    rich_text ? plainly(rich_text) : null,
    attachments.map((each) => {
      if (each.type === "FILE") return each.file_id;
      if (each.type !== "QUICK_REPLIES") return each;
      const { quick_replies, allow_user_input, allow_multi_select } = each;
      return [quick_replies.map(({ label, value }) => [label ?? value, value]), allow_user_input, allow_multi_select];
    }),
    recipients.map(({ delivery_identifier: { type, value } }) => [type, value]),
    in_reply_to ?? null,
  ]);

const plainly = (html: string): string =>
  html
    .replace(/ rel="[^"]*"/g, "")
    .replace(/ style="([^"]*)"/g, (_, style: string) => ` style="${style.replace(/\s+|;$/g, "")}"`)
    .replace(/&quot;/g, '"')
    .replace(/&nbsp;/g, "\u00a0");
