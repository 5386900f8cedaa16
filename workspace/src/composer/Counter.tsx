import type { Carried } from "./carried.ts";
import css from "./writing.module.css";
import { counted } from "./hindrance.ts";
import type { Sheet } from "./sheet.ts";
import { useDraft } from "./useDraft.ts";

type Props = { id: string; sheet: Sheet; carried: Carried; hindrance: string | undefined };

/** How much of the channel's limit is used, and why this cannot be sent. */
export function Counter({ id, sheet, carried, hindrance }: Props) {
  const count = useDraft(sheet, (draft) => (draft.text ? counted(draft, carried) : ""));
  return (
    <span id={id} className={css.counter}>
      {hindrance && <span className={css.hindrance}>{hindrance}</span>}
      <span className={css.count}>{count}</span>
    </span>
  );
}
