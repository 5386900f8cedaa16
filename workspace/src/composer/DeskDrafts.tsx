import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem, words } from "../api/problems.ts";
import { approveDraft, dropDraft, listDrafts, type DeskDraft } from "../api/queries/drafts.ts";
import { announce } from "../shared/announce.ts";
import { age } from "../shared/dates.ts";
import { useStore } from "../shared/store.ts";
import { t } from "../shared/texts/index.ts";
import { CombinedNotice } from "./CombinedNotice.tsx";
import type { DeskCopy } from "./deskcopy.ts";
import css from "./notice.module.css";
import { changeShared, continueWith, type Combined } from "./shareddraft.ts";
import type { Sheet } from "./sheet.ts";
import { useDraft } from "./useDraft.ts";

const EVERY_MS = 15_000;
const SHOWN = 400;

type Props = {
  sheet: Sheet;
  copy: DeskCopy;
  /** What was clicked goes away. */
  onDone(): void;
};

/** What others have written here, or wait with; and what one has written oneself elsewhere. */
export function DeskDrafts({ sheet, copy, onDone }: Props) {
  const { data = [] } = useQuery({ ...listDrafts(sheet.id), refetchInterval: EVERY_MS });
  const editing = useDraft(sheet, ({ desk }) => desk?.shared ?? false);
  const other = useStore(copy.conflict);
  const [combined, setCombined] = useState<Combined>();
  const shown = data.filter(
    ({ owner_id, state }) => state === "waiting_for_approval" || (owner_id === null && !editing),
  );
  if (shown.length === 0 && !other && !combined) return null;
  return (
    <div role="group" aria-label={t("deskdrafts.title")}>
      {combined && <CombinedNotice {...{ combined, sheet, copy }} onDone={() => setCombined(undefined)} />}
      {other && <Elsewhere {...{ other, copy, onDone }} />}
      {shown.map((draft) => (
        <Card key={draft.id} {...{ draft, sheet, copy, onDone }} onCombined={setCombined} />
      ))}
    </div>
  );
}

function Words({ draft }: { draft: DeskDraft }) {
  const { text, attachments } = draft;
  return (
    <p className={css.words} dir="auto">
      {text.slice(0, SHOWN)}
      {text.length > SHOWN && "…"}
      {attachments.length > 0 && <em> {t("deskdrafts.files", { n: attachments.length })}</em>}
    </p>
  );
}

type Carded = Props & { draft: DeskDraft; onCombined(combined: Combined | undefined): void };

function Card({ draft, sheet, copy, onDone, onCombined }: Carded) {
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const waits = draft.state === "waiting_for_approval";
  const again = () => queries.invalidateQueries(listDrafts(sheet.id));
  const act = useMutation({
    mutationFn: async (what: "approve" | "change" | "drop") => {
      if (what === "approve") return approveDraft(queries, draft);
      if (what === "drop") return dropDraft(draft);
      if (draft.owner_id !== null) return continueWith(queries, sheet, draft);
      onCombined(await changeShared(queries, sheet, copy, draft));
    },
    onSuccess: (_, what) => {
      if (what === "approve") announce(t("deskdrafts.approved"));
      onDone();
      return again();
    },
    onError: again,
  });
  const newer = act.error instanceof Problem && act.error.status === 412;
  const name = (draft.proposed_by ?? draft.saved_by).name ?? "";
  const foreign = draft.attachments.some(({ type }) => type !== "FILE" && type !== "QUICK_REPLIES");
  const key = waits ? "deskdrafts.proposed" : "deskdrafts.shared";
  return (
    <article className={css.card}>
      <p className={css.by}>{t(key, { name, when: age(draft.saved_at) })}</p>
      <Words draft={draft} />
      {act.isError && <p role="alert">{newer ? t("deskdrafts.newer") : words(act.error)}</p>}
      {sure && <p role="alert">{t("deskdrafts.drop.sure")}</p>}
      <Group gap="xs">
        {waits && !sure && (
          <Button size="compact-xs" loading={act.isPending} onClick={() => act.mutate("approve")}>
            {t("deskdrafts.approve")}
          </Button>
        )}
        {!foreign && !sure && (
          <Button size="compact-xs" variant="default" disabled={act.isPending} onClick={() => act.mutate("change")}>
            {t("deskdrafts.change")}
          </Button>
        )}
        <Button
          size="compact-xs"
          variant={sure ? "filled" : "subtle"}
          color={sure ? "red" : "gray"}
          disabled={act.isPending}
          onClick={() => (sure ? act.mutate("drop") : setSure(true))}
        >
          {t("deskdrafts.drop")}
        </Button>
        {sure && (
          <Button size="compact-xs" variant="default" onClick={() => setSure(false)}>
            {t("deskdrafts.keep")}
          </Button>
        )}
      </Group>
    </article>
  );
}

function Elsewhere({ other, copy, onDone }: Omit<Props, "sheet"> & { other: DeskDraft }) {
  const keep = () => {
    copy.keepHere(other);
    onDone();
  };
  const take = (both: boolean) => void copy.take(other, both).then(onDone);
  return (
    <article className={css.card}>
      <p className={css.by} role="alert">
        {t("deskdrafts.elsewhere", { when: age(other.saved_at) })}
      </p>
      <Words draft={other} />
      <Group gap="xs">
        <Button size="compact-xs" variant="default" onClick={keep}>
          {t("deskdrafts.elsewhere.keep")}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => take(false)}>
          {t("deskdrafts.elsewhere.take")}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => take(true)}>
          {t("deskdrafts.elsewhere.both")}
        </Button>
      </Group>
    </article>
  );
}
