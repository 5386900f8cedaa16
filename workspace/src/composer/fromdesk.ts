import type { QueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client.ts";
import { Problem } from "../api/problems.ts";
import type { DeskDraft } from "../api/queries/drafts.ts";
import { getTimeline } from "../api/queries/timeline.ts";
import { answered, choiceOf } from "./backing.ts";
import { newDraft, type Draft, type Upload } from "./draft.ts";

/** A draft of the desk as something that is written here. Throws a Problem if the desk is not reached. */
export async function fromDesk(queries: QueryClient, from: DeskDraft): Promise<Draft> {
  const { text, rich_text, attachments, recipients, version, owner_id } = from;
  const offered = attachments.find((each) => each.type === "QUICK_REPLIES");
  const at = Date.now();
  return {
    ...newDraft(),
    at,
    text,
    html: rich_text,
    files: await Promise.all(attachments.flatMap((each) => (each.type === "FILE" ? fileOf(each.file_id) : []))),
    recipients: recipients.slice(1).map((each) => ({ name: null, ...each.delivery_identifier })),
    answers: await answeredIn(queries, from),
    choices: offered?.quick_replies.map(choiceOf) ?? [],
    free: offered?.allow_user_input ?? true,
    several: offered?.allow_multi_select ?? false,
    desk: { version, said: null, at, shared: owner_id === null },
  };
}

/** Its name and size are not in the draft. One that is gone is said at its place. */
async function fileOf(file_id: string): Promise<Upload> {
  const known = { key: crypto.randomUUID(), progress: 1 };
  try {
    const file = await answer(api.GET("/files/{file_id}", { params: { path: { file_id } } }));
    const { id, name, size, content_type, usage } = file;
    return { ...known, id, name, size: size ?? 0, content_type, usage, state: "there" };
  } catch (error) {
    if (error instanceof Problem && error.passing) throw error;
    return { ...known, name: file_id, size: 0, content_type: "", state: "lost" };
  }
}

async function answeredIn(
  queries: QueryClient,
  { conversation_id, in_reply_to }: DeskDraft,
): Promise<Draft["answers"]> {
  if (!in_reply_to) return null;
  const timeline = await queries.ensureQueryData(getTimeline(conversation_id)).catch(() => undefined);
  const entries = timeline?.entries ?? [];
  const found = entries.find(({ id }) => id === in_reply_to);
  if (found?.type !== "message") return { id: in_reply_to, name: "", text: "" };
  return answered(found);
}
