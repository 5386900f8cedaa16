import { Button, Group, Textarea } from "@mantine/core";
import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import { useState } from "react";
import { t } from "../shared/texts/index.ts";
import css from "./bubble.module.css";
import { begunEdit, forget, keep } from "./edits.ts";

type Props = {
  /** Of the message or note. */
  id: string;
  me: string;
  text: string;
  /** Its styles will be lost. */
  styled: boolean;
  /** Without a text there is still something: a file. */
  mayBeEmpty?: boolean;
  busy: boolean;
  refusal: string | false;
  onSave(text: string, done: () => void): void;
  onDone(): void;
};

/** In place of the text. Enter makes a line; Ctrl+Enter saves, Escape leaves. */
export function EditText({ id, me, text: before, onSave, onDone, ...edit }: Props) {
  const [text, setText] = useState(begunEdit(me, id) ?? before);
  const done = () => {
    forget(me, id);
    onDone();
  };
  const unchanged = (text.trim() === "" && !edit.mayBeEmpty) || text === before;
  const save = () => !unchanged && !edit.busy && onSave(text, done);
  return (
    <form
      className={css.edit}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") done();
        else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
        else return;
        event.preventDefault();
      }}
    >
      <Textarea
        aria-label={t("conversation.edit.label")}
        description={edit.styled ? t("conversation.edit.plain") : undefined}
        error={edit.refusal}
        autosize={false}
        rows={Math.min(10, text.split("\n").length + 1)}
        value={text}
        autoFocus
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          keep(me, id, currentTarget.value);
        }}
      />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="compact-sm" loading={edit.busy} disabled={unchanged}>
          {t("conversation.edit.save")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={done}>
          {t("conversation.edit.cancel")}
        </Button>
      </Group>
    </form>
  );
}
