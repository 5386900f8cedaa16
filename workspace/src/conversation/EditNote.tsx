import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changeNote } from "../api/notes.ts";
import { Problem, words } from "../api/problems.ts";
import { useAgents } from "../api/queries/people.ts";
import { addMessage } from "../api/queries/timeline.ts";
import type { Note } from "../api/timelines.ts";
import { mentionedIn } from "../shared/mentions.ts";
import { t } from "../shared/texts/index.ts";
import { EditText } from "./EditText.tsx";

type Props = { note: Note; me: string; onDone(): void };

export function EditNote({ note, me, onDone }: Props) {
  const queries = useQueryClient();
  const { data: agents = [] } = useAgents();
  const change = useMutation({
    mutationFn: (text: string) =>
      changeNote(note, { text, rich_text: null, mentions: mentionedIn(text, agents).map(({ id }) => id) }),
    onSuccess: (changed) => addMessage(queries, changed),
  });
  return (
    <EditText
      id={note.id}
      me={me}
      text={note.text}
      styled={Boolean(note.rich_text)}
      mayBeEmpty={note.files.length > 0}
      busy={change.isPending}
      refusal={change.isError && refusal(change.error)}
      onSave={(text, done) => change.mutate(text, { onSuccess: done })}
      onDone={onDone}
    />
  );
}

const refusal = (error: Error): string =>
  error instanceof Problem && error.status === 412 ? t("notes.refused.newer") : words(error);
