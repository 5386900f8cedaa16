import { reasonText } from "../api/reasons.ts";
import { t } from "../shared/texts/index.ts";
import type { Changes } from "./changes.ts";
import css from "./delivery.module.css";

/** A change of ours that the customer does not see: they still have what was there before. */
export function FailedChanges({ changes }: { changes: Changes | undefined }) {
  return changes?.failed.map((change) => (
    <div key={change.id} className={css.failed} role="group" aria-label={t("conversation.change.failed")}>
      <p>
        <strong>{t("conversation.change.failed")}</strong>{" "}
        <span dir="auto">{change.failure && reasonText(change.failure)}</span>
      </p>
      {change.content === "edited" && <p dir="auto">{t("conversation.change.failed.edit", { text: change.text })}</p>}
    </div>
  ));
}
