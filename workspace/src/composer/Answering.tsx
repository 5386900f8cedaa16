import Reply from "lucide-react/icons/reply";
import X from "lucide-react/icons/x";
import { t } from "../shared/texts/index.ts";
import type { Sheet } from "./sheet.ts";
import { Tool } from "./Tool.tsx";
import { useDraft } from "./useDraft.ts";
import css from "./writing.module.css";

type Props = { sheet: Sheet; newest: string | null; onForget(): void };

/** Which message the reply answers: the customer's newest, or the one that was chosen. */
export function Answering({ sheet, newest, onForget }: Props) {
  const answers = useDraft(sheet, (draft) => draft.answers);
  if (!answers)
    return (
      <span className={css.answers}>
        {newest && (
          <>
            <Reply size={15} />
            <span>{t("composer.answers.newest")}</span>
          </>
        )}
      </span>
    );
  return (
    <span className={css.answers} data-chosen>
      <span dir="auto">
        <strong>{t("composer.answers", { name: answers.name })}</strong> {answers.text}
      </span>
      <Tool label={t("composer.answers.forget")} onClick={onForget}>
        <X size={15} />
      </Tool>
    </span>
  );
}
