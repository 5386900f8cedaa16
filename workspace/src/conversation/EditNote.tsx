import { Button, Group, Textarea } from "@mantine/core";
import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeNote } from "../api/notes.ts";
import { Problem, words } from "../api/problems.ts";
import { useAgents } from "../api/queries/people.ts";
import { addMessage } from "../api/queries/timeline.ts";
import type { Note } from "../api/timelines.ts";
import { mentionedIn } from "../shared/mentions.ts";
import { t } from "../shared/texts/index.ts";
import { begunEdit, forget, keep } from "./edits.ts";

type Props = { note: Note; me: string; onDone(): void };

/** In place of the text. Enter makes a line; Ctrl+Enter saves, Escape leaves. */
export function EditNote({ note, me, onDone: close }: Props) {
  const queries = useQueryClient();
  const { data: agents = [] } = useAgents();
  const [text, setText] = useState(begunEdit(me, note.id) ?? note.text);
  const onDone = () => {
    forget(me, note.id);
    close();
  };
  const change = useMutation({
    mutationFn: () =>
      changeNote(note, { text, rich_text: null, mentions: mentionedIn(text, agents).map(({ id }) => id) }),
    onSuccess: (changed) => {
      addMessage(queries, changed);
      onDone();
    },
  });
  const unchanged = (text.trim() === "" && note.files.length === 0) || text === note.text;
  const save = () => !unchanged && !change.isPending && change.mutate();
  return (
    <form
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
        description={note.rich_text ? t("conversation.edit.plain") : undefined}
        error={change.isError && refusal(change.error)}
        autosize={false}
        rows={Math.min(10, text.split("\n").length + 1)}
        value={text}
        autoFocus
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          keep(me, note.id, currentTarget.value);
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

const refusal = (error: Error): string =>
  error instanceof Problem && error.status === 412 ? t("notes.refused.newer") : words(error);
