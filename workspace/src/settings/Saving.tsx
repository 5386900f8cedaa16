import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Failure } from "../api/Failure.tsx";
import type { Editing } from "../api/useEditing.ts";
import form from "../shared/form.module.css";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";

type Props = { editing: Editing; isNew: boolean; shown: readonly string[]; mayChange?: boolean; children?: ReactNode };

/** The end of a form: what was refused and is said at no field, somebody else's change, the button. */
export function Saving({ editing, isNew, shown, mayChange = true, children }: Props) {
  const { problem, differs, error, changed, saving, saved } = editing;
  const atFields = problem?.errors.map(({ field }) => field).filter((field) => isShown(field, shown)) ?? [];
  return (
    <>
      {differs ? (
        <Notice tone="bad" title={t("settings.differs")}>
          <p>{t("settings.differs.hint")}</p>
          <div className={form.buttons} style={{ marginBlockStart: "0.625rem" }}>
            <Button size="xs" onClick={editing.keepMine}>
              {t("settings.differs.mine")}
            </Button>
            <Button size="xs" variant="default" onClick={editing.takeTheirs}>
              {t("settings.differs.theirs")}
            </Button>
          </div>
        </Notice>
      ) : (
        <Failure error={error} shown={atFields} />
      )}
      <div className={form.buttons} style={{ marginBlockEnd: "2rem" }}>
        {mayChange && (
          <Button type="submit" loading={saving} disabled={!changed}>
            {t(isNew ? "settings.create" : "settings.save")}
          </Button>
        )}
        {children}
        {saved && !changed && <span className={form.saved}>{t("settings.saved")}</span>}
      </div>
    </>
  );
}

/** `statuses[` stands for all fields that begin so. */
const isShown = (field: string, shown: readonly string[]) =>
  shown.some((each) => (/[[.]$/.test(each) ? field.startsWith(each) : field === each));
