import type { Schemas } from "../api/client.ts";
import type { Part } from "../api/timelines.ts";
import { isRich, type Attachment, type Carried } from "./carried.ts";
import { hasPicture, type Choice, type Draft } from "./draft.ts";
import { docOf, isStyled, trimmed } from "./doc.ts";
import { htmlOf } from "./html.ts";
import { textOf } from "./plain.ts";

export type Content = Pick<Schemas["ReplyIn"], "text" | "rich_text" | "attachments">;

/** What the API gets. Its text is counted; HTML only goes along if it says more. */
export function contentOf(draft: Draft, carried: Carried): Content {
  const doc = trimmed(draft.doc ?? docOf(draft.text));
  const styled = isRich(carried) && isStyled(doc);
  return {
    text: isRich(carried) ? textOf(doc) : draft.text.replace(/^\s*\n|\s+$/g, ""),
    rich_text: styled ? htmlOf(doc) : null,
    attachments: attachmentsOf(draft),
  };
}

const filled = (choices: readonly Choice[]) => choices.filter(({ label, link }) => label.trim() || link.trim());

function attachmentsOf({ files, choices, free, several }: Draft): Attachment[] {
  const sent = files.flatMap(({ id, usage }): Attachment[] => (id ? [{ type: "FILE", file_id: id, usage }] : []));
  const offered = filled(choices).map(({ label, link }) => ({
    label: label.trim() || link.trim(),
    value: link.trim() || label.trim(),
    value_type: link.trim() ? ("URL" as const) : ("TEXT" as const),
  }));
  if (offered.length === 0) return sent;
  return [
    ...sent,
    { type: "QUICK_REPLIES", quick_replies: offered, allow_user_input: free, allow_multi_select: several },
  ];
}

/** The same as the conversation will show it. */
export function partsOf(draft: Draft): Part[] {
  const known = new Map(draft.files.map((file) => [file.id, file]));
  return attachmentsOf(draft).flatMap((part): Part[] => {
    if (part.type === "QUICK_REPLIES") return [part as Part];
    if (part.type !== "FILE") return [];
    const { name, size, content_type, usage } = known.get(part.file_id)!;
    return [{ type: "FILE", file_id: part.file_id, name, size, content_type, usage, state: "READY" }];
  });
}

/** Whether there is something to send. */
export const isSendable = (draft: Draft): boolean =>
  draft.text.trim() !== "" || hasPicture(draft.doc) || draft.files.length > 0 || filled(draft.choices).length > 0;
