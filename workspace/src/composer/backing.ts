import type { Message, Part } from "../api/timelines.ts";
import { newDraft, type Choice, type Draft, type Upload } from "./draft.ts";

/** A message as what it was before: something that is written. */
export function draftOf({ text, rich_text, parts }: Pick<Message, "text" | "rich_text" | "parts">): Draft {
  const offered = parts.find((part) => part.type === "QUICK_REPLIES");
  return {
    ...newDraft(),
    text,
    html: rich_text,
    files: parts.flatMap(fileOf),
    choices: offered?.quick_replies.map(choiceOf) ?? [],
    free: offered?.allow_user_input ?? true,
    several: offered?.allow_multi_select ?? false,
    at: Date.now(),
  };
}

function fileOf(part: Part): Upload[] {
  if (part.type !== "FILE" || part.state !== "READY") return [];
  const { file_id, name, size, content_type, usage } = part;
  const known = { key: crypto.randomUUID(), id: file_id, name: name ?? "", size: size ?? 0 };
  return [{ ...known, content_type: content_type ?? "", ...(usage ? { usage } : {}), state: "there", progress: 1 }];
}

type Offered = { label?: string | null; value: string; value_type: string };

export const choiceOf = ({ label, value, value_type }: Offered): Choice => ({
  key: crypto.randomUUID(),
  label: label ?? value,
  link: value_type === "URL" ? value : "",
});

const SHOWN = 160;

/** The message that a reply answers, as the editor shows it. */
export const answered = ({ id, actor, text, label }: Message): NonNullable<Draft["answers"]> => ({
  id,
  name: actor.name ?? "",
  text: text.slice(0, SHOWN) || label || "",
});
