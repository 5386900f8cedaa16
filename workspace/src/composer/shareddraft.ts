import type { QueryClient } from "@tanstack/react-query";
import { dropDraft, dropOwn, listDrafts, saveDraft, type DeskDraft } from "../api/queries/drafts.ts";
import type { DeskCopy } from "./deskcopy.ts";
import { isEmpty, type Draft } from "./draft.ts";
import { fromDesk } from "./fromdesk.ts";
import type { Sheet } from "./sheet.ts";

/** A shared draft that was put before what somebody had typed: for as long as it can be taken back. */
export type Combined = { shared: DeskDraft; before: Draft; after: Draft };

/** In one editor, the other first; the desk has yet to be told. */
export function putBefore(sheet: Sheet, other: Draft, desk: Draft["desk"]): void {
  sheet.takeBack(other);
  sheet.adopt({ desk: desk && { ...desk, said: "" } });
  sheet.keep();
}

/** Somebody's proposal: the desk's copy stays that of this person. It ends when another writes on, so that it cannot be
 * sent in its old words meanwhile; but not before all of it is here. */
export async function continueWith(queries: QueryClient, sheet: Sheet, proposal: DeskDraft): Promise<void> {
  const draft = await fromDesk(queries, proposal);
  await dropDraft(proposal);
  putBefore(sheet, draft, sheet.draft.get().desk);
}

/** What is typed stays, below it. What the desk has of that alone is dropped: it is in the shared one now. */
export async function changeShared(
  queries: QueryClient,
  sheet: Sheet,
  copy: DeskCopy,
  shared: DeskDraft,
): Promise<Combined | undefined> {
  const draft = await fromDesk(queries, shared);
  await copy.settled();
  const before = sheet.draft.get();
  if (isEmpty(before)) {
    sheet.load(draft);
    sheet.keep();
    return undefined;
  }
  const own = before.desk;
  putBefore(sheet, draft, draft.desk);
  if (own && !own.shared) await dropOwn(sheet.id, own.version).catch(() => undefined);
  return { shared, before, after: sheet.draft.get() };
}

/** Each is again what it was; the shared one also for everybody else. */
export async function separate(
  queries: QueryClient,
  sheet: Sheet,
  copy: DeskCopy,
  { shared, before }: Combined,
): Promise<void> {
  await copy.settled();
  const { desk } = sheet.draft.get();
  if (desk?.shared && desk.version !== shared.version) {
    const { text, rich_text, attachments, recipients, in_reply_to } = shared;
    await saveDraft(sheet.id, { text, rich_text, attachments, recipients, in_reply_to }, desk.version, true);
  }
  sheet.load({ ...before, desk: null, at: Date.now() });
  sheet.keep();
  await queries.invalidateQueries(listDrafts(sheet.id));
}
