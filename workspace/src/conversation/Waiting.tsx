import { Button, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem, words } from "../api/problems.ts";
import type { Message } from "../api/timelines.ts";
import { cancel } from "../api/waiting.ts";
import { t } from "../shared/texts/index.ts";
import { useDoing } from "./context.ts";
import css from "./delivery.module.css";
import { useNames } from "./useNames.ts";

/** A reply that has not left: it can still be cancelled. */
export function Waiting({ message }: { message: Message }) {
  const queries = useQueryClient();
  const { abilities, takeBack } = useDoing();
  const [sure, setSure] = useState(false);
  const ending = useMutation({
    mutationFn: (_: { back: boolean }) => cancel(queries, message, sure),
    onSuccess: (cancelled, { back }) => {
      if (back) takeBack(cancelled);
    },
    onError: (error) => setSure(error instanceof Problem && error.code === "may_have_arrived"),
  });
  return (
    <div className={css.waiting}>
      {ending.isError && <p role="alert">{sure ? t("waiting.cancel.sure") : words(ending.error)}</p>}
      <Group gap="xs" justify="flex-end">
        {abilities?.can_reply && message.content === "text" && !sure && (
          <Button
            size="compact-xs"
            variant="default"
            disabled={ending.isPending}
            onClick={() => ending.mutate({ back: true })}
          >
            {t("waiting.cancel.edit")}
          </Button>
        )}
        <Button
          size="compact-xs"
          variant="default"
          loading={ending.isPending}
          onClick={() => ending.mutate({ back: false })}
        >
          {sure ? t("waiting.cancel.anyway") : t("waiting.cancel")}
        </Button>
      </Group>
    </div>
  );
}

/** Nothing of it was sent. Its words can be used again. */
export function Cancelled({ message }: { message: Message }) {
  const { named } = useNames();
  const { abilities, takeBack } = useDoing();
  return (
    <div className={css.waiting}>
      {message.cancelled_by && <p>{t("waiting.cancelled", { name: named(message.cancelled_by) })}</p>}
      {abilities?.can_reply && message.content === "text" && (
        <Button size="compact-xs" variant="default" onClick={() => takeBack(message)}>
          {t("waiting.write_again")}
        </Button>
      )}
    </div>
  );
}
