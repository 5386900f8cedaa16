import { Button, Group } from "@mantine/core";
import { words } from "../api/problems.ts";
import type { Message } from "../api/timelines.ts";
import { t } from "../shared/texts/index.ts";
import css from "./delivery.module.css";
import { useMessageChange } from "./useMessageChange.ts";

/** Asks once: what the customer has no longer cannot be brought back. */
export function DeleteMessage({ message, onDone }: { message: Message; onDone(): void }) {
  const change = useMessageChange(message);
  return (
    <div className={css.failed} role="group" aria-label={t("conversation.delete")}>
      <p>{t("conversation.delete.sure")}</p>
      <Group gap="xs">
        <Button
          size="compact-sm"
          color="red"
          data-autofocus
          autoFocus
          loading={change.isPending}
          onClick={() => change.mutate({ type: "delete" }, { onSuccess: onDone })}
        >
          {t("conversation.delete")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          {t("conversation.delete.keep")}
        </Button>
      </Group>
      {change.isError && <p role="alert">{words(change.error)}</p>}
    </div>
  );
}
