import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { words } from "../api/problems.ts";
import { announce } from "../shared/announce.ts";
import { t } from "../shared/texts/index.ts";
import type { DeskCopy } from "./deskcopy.ts";
import css from "./notice.module.css";
import { separate, type Combined } from "./shareddraft.ts";
import type { Sheet } from "./sheet.ts";
import { useDraft } from "./useDraft.ts";

type Props = { combined: Combined; sheet: Sheet; copy: DeskCopy; onDone(): void };

/** Until something more is written. */
export function CombinedNotice({ combined, sheet, copy, onDone }: Props) {
  const queries = useQueryClient();
  const untouched = useDraft(sheet, ({ at, key }) => at === combined.after.at && key === combined.after.key);
  const undo = useMutation({
    mutationFn: () => separate(queries, sheet, copy, combined),
    onSuccess: () => {
      announce(t("deskdrafts.combined.undone"));
      onDone();
    },
  });
  if (!untouched) return null;
  return (
    <div className={css.bar} role="group" aria-label={t("deskdrafts.combined")}>
      <span role={undo.isError ? "alert" : undefined}>
        {undo.isError ? words(undo.error) : t("deskdrafts.combined")}
      </span>
      <Button size="compact-xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
        {t("deskdrafts.combined.undo")}
      </Button>
    </div>
  );
}
