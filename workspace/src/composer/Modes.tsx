import Lock from "lucide-react/icons/lock";
import Reply from "lucide-react/icons/reply";
import { caps } from "../shared/keys/index.ts";
import { t } from "../shared/texts/index.ts";
import { isEmpty } from "./draft.ts";
import css from "./modes.module.css";
import { noteSheetOf, sheetOf } from "./sheet.ts";
import { useDraft } from "./useDraft.ts";

export type Mode = "reply" | "note";
const MODES = [
  { mode: "reply", icon: Reply, sheet: sheetOf },
  { mode: "note", icon: Lock, sheet: noteSheetOf },
] as const;

type Props = { conversation: string; mode: Mode; onChange(mode: Mode): void };

/** To the customer, or to the desk alone. A point says where something is written already. */
export function Modes({ conversation, mode, onChange }: Props) {
  return (
    <div
      role="tablist"
      aria-label={t("notes.modes")}
      className={css.modes}
      onKeyDown={({ key, currentTarget }) => {
        if (key !== "ArrowLeft" && key !== "ArrowRight") return;
        const other = mode === "reply" ? "note" : "reply";
        onChange(other);
        currentTarget.querySelector<HTMLElement>(`[data-mode="${other}"]`)?.focus();
      }}
    >
      {MODES.map(({ mode: each, icon: Icon, sheet }) => (
        <button
          key={each}
          type="button"
          role="tab"
          data-mode={each}
          aria-selected={each === mode}
          tabIndex={each === mode ? 0 : -1}
          title={`${t(`notes.${each}`)} (${caps(each).join("+")})`}
          onClick={() => onChange(each)}
        >
          <Icon size={14} />
          {t(`notes.${each}`)}
          {each !== mode && <Begun sheet={sheet(conversation)} />}
        </button>
      ))}
    </div>
  );
}

function Begun({ sheet }: { sheet: ReturnType<typeof sheetOf> }) {
  const begun = useDraft(sheet, (draft) => !isEmpty(draft));
  return begun && <span className={css.begun} role="img" aria-label={t("notes.begun")} />;
}
