import { useSyncExternalStore } from "react";
import type { Draft } from "./draft.ts";
import type { Sheet } from "./sheet.ts";

/** One thing of what is being written: only who shows it is drawn again. */
export const useDraft = <T>(sheet: Sheet, part: (draft: Draft) => T): T =>
  useSyncExternalStore(sheet.draft.follow, () => part(sheet.draft.get()));
