import type { QueryClient } from "@tanstack/react-query";
import { Problem, words } from "../api/problems.ts";
import { dropOwn, listDrafts, saveDraft } from "../api/queries/drafts.ts";
import { t } from "../shared/texts/index.ts";
import type { DeskCopy } from "./deskcopy.ts";
import { bodyOf } from "./frame.ts";
import type { Sheet } from "./sheet.ts";

export type Put = "shared" | "waiting";

/** What is written here becomes a draft that colleagues see: to write on, or to approve. Here it is gone then. */
export async function putForward(queries: QueryClient, sheet: Sheet, copy: DeskCopy, put: Put): Promise<void> {
  await copy.settled();
  const draft = sheet.draft.get();
  if (!copy.frame) return;
  const body = bodyOf(draft, copy.frame);
  const own = draft.desk && !draft.desk.shared ? draft.desk.version : null;
  if (put === "waiting") await saveDraft(sheet.id, { ...body, state: "waiting_for_approval" }, own);
  else {
    await saveDraft(sheet.id, body, draft.desk?.shared ? draft.desk.version : null, true);
    if (own !== null) await dropOwn(sheet.id, own);
  }
  sheet.clear();
  await queries.invalidateQueries(listDrafts(sheet.id));
}

export const putRefusal = (error: unknown): string =>
  `${t("deskdrafts.put.failed")} ${error instanceof Problem && error.status === 412 ? t("deskdrafts.put.exists") : words(error)}`;
