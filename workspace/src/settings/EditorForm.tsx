import { Button } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { Failure } from "../api/Failure.tsx";
import type { Editing } from "../api/useEditing.ts";
import form from "../shared/form.module.css";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import { useFocusOnError } from "../shared/useFocusOnError.ts";

type Props = {
  editing: Editing;
  onSubmit(): void;
  /** The fields at which the form itself says what is wrong with them. */
  shown: readonly string[];
  mayChange?: boolean;
  /** What stands beside the button. */
  beside?: ReactNode;
  children: ReactNode;
};

/** A form of something with a version: its fields, what was refused and is said at no field, somebody else's change,
 * the button. After a refusal, the first field that is wrong has the focus. */
export function EditorForm({ editing, onSubmit, shown, mayChange = true, beside, children }: Props) {
  const element = useFocusOnError(editing.refusal);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form ref={element} onSubmit={submit} noValidate>
      {children}
      <NotSaved editing={editing} shown={shown} />
      <div className={form.buttons} style={{ marginBlockEnd: "2rem" }}>
        {mayChange && (
          <Button type="submit" loading={editing.saving} disabled={!editing.changed}>
            {t(editing.isNew ? "settings.create" : "settings.save")}
          </Button>
        )}
        {beside}
        {editing.saved && !editing.changed && <span className={form.saved}>{t("settings.saved")}</span>}
      </div>
    </form>
  );
}

function NotSaved({
  editing: { problem, differs, error, keepMine, takeTheirs },
  shown,
}: Pick<Props, "editing" | "shown">) {
  const atFields = problem?.errors.map(({ field }) => field).filter((field) => isShown(field, shown)) ?? [];
  if (!differs) return <Failure error={error} shown={atFields} />;
  return (
    <Notice tone="bad" title={t("settings.differs")}>
      <p>{t("settings.differs.hint")}</p>
      <div className={form.buttons} style={{ marginBlockStart: "0.625rem" }}>
        <Button size="xs" onClick={keepMine}>
          {t("settings.differs.mine")}
        </Button>
        <Button size="xs" variant="default" onClick={takeTheirs}>
          {t("settings.differs.theirs")}
        </Button>
      </div>
    </Notice>
  );
}

/** `statuses[` stands for all fields that begin so. */
const isShown = (field: string, shown: readonly string[]) =>
  shown.some((each) => (/[[.]$/.test(each) ? field.startsWith(each) : field === each));
