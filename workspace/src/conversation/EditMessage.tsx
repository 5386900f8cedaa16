import { Button, Group, Textarea } from "@mantine/core";
import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import { useState } from "react";
import { words } from "../api/problems.ts";
import type { Message } from "../api/timelines.ts";
import { t } from "../shared/texts/index.ts";
import css from "./bubble.module.css";
import type { Changes } from "./changes.ts";
import { begunEdit, forget, keep } from "./edits.ts";
import { useMessageChange } from "./useMessageChange.ts";

type Props = { message: Message; changes: Changes | undefined; me: string; onDone(): void };

/** In place of the text. Enter makes a line; Ctrl+Enter saves, Escape leaves. */
export function EditMessage({ message, changes, me, onDone: close }: Props) {
  const latest = changes?.edits.at(-1) ?? message;
  const [text, setText] = useState(begunEdit(me, message.id) ?? latest.text);
  const onDone = () => {
    forget(me, message.id);
    close();
  };
  const change = useMessageChange(message);
  const unchanged = text.trim() === "" || text === latest.text;
  const save = () => !unchanged && change.mutate({ type: "edit", text }, { onSuccess: onDone });
  return (
    <form
      className={css.edit}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onDone();
        else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
        else return;
        event.preventDefault();
      }}
    >
      <Textarea
        aria-label={t("conversation.edit.label")}
        description={latest.rich_text ? t("conversation.edit.plain") : undefined}
        error={change.isError && words(change.error)}
        autosize={false}
        rows={Math.min(10, text.split("\n").length + 1)}
        value={text}
        autoFocus
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          keep(me, message.id, currentTarget.value);
        }}
      />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="compact-sm" loading={change.isPending} disabled={unchanged}>
          {t("conversation.edit.save")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          {t("conversation.edit.cancel")}
        </Button>
      </Group>
    </form>
  );
}
