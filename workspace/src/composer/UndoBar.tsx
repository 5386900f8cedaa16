import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { words } from "../api/problems.ts";
import { announce } from "../shared/announce.ts";
import { useStore } from "../shared/store.ts";
import { t } from "../shared/texts/index.ts";
import css from "./notice.module.css";
import type { Sheet } from "./sheet.ts";
import { held, letGo, undo, type Held } from "./undo.ts";

/** For a few seconds after sending, where the desk holds replies back. */
export function UndoBar({ sheet, onBack }: { sheet: Sheet; onBack(): void }) {
  const replies = useStore(held).filter(({ message }) => message.conversation_id === sheet.id);
  return replies.map((reply) => <One key={reply.message.id} reply={reply} sheet={sheet} onBack={onBack} />);
}

const secondsLeft = ({ until }: Held): number => Math.ceil((until - performance.now()) / 1000);

function One({ reply, sheet, onBack }: { reply: Held; sheet: Sheet; onBack(): void }) {
  const queries = useQueryClient();
  const [left, setLeft] = useState(() => secondsLeft(reply));
  const taking = useMutation({
    mutationFn: () => undo(queries, sheet, reply),
    onSuccess: () => {
      announce(t("waiting.undo.done"));
      onBack();
    },
  });
  const { isPending, isError } = taking;
  useEffect(() => {
    const timer = setInterval(() => {
      const next = secondsLeft(reply);
      setLeft(next);
      if (next <= 0 && !isPending && !isError) letGo(reply);
    }, 250);
    return () => clearInterval(timer);
  }, [reply, isPending, isError]);
  if (isError)
    return (
      <p role="alert" className={css.bar}>
        <span>{words(taking.error)}</span>
        <Button size="compact-xs" variant="default" onClick={() => letGo(reply)}>
          {t("inserts.close")}
        </Button>
      </p>
    );
  if (left <= 0) return null;
  return (
    <div className={css.bar} role="group" aria-label={t("waiting.undo")}>
      <span>{t("waiting.undo.seconds", { n: left })}</span>
      <Button size="compact-xs" variant="default" loading={isPending} onClick={() => taking.mutate()}>
        {t("waiting.undo")}
      </Button>
    </div>
  );
}
