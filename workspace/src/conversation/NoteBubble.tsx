import { Button, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Lock from "lucide-react/icons/lock";
import Pencil from "lucide-react/icons/pencil";
import Trash from "lucide-react/icons/trash-2";
import { memo, useState } from "react";
import { deleteNote } from "../api/notes.ts";
import { words } from "../api/problems.ts";
import { useAgents } from "../api/queries/people.ts";
import { addMessage } from "../api/queries/timeline.ts";
import type { Note } from "../api/timelines.ts";
import { now } from "../shared/clock.ts";
import { moment, time } from "../shared/dates.ts";
import { Face } from "../shared/Face.tsx";
import { mentionsIn } from "../shared/mentions.ts";
import { t } from "../shared/texts/index.ts";
import bubble from "./bubble.module.css";
import { Clipped } from "./Clipped.tsx";
import delivery from "./delivery.module.css";
import { EditNote } from "./EditNote.tsx";
import { begunEdit } from "./edits.ts";
import lines from "./lines.module.css";
import { MessageText } from "./MessageText.tsx";
import css from "./note.module.css";
import { Parts } from "./parts/Parts.tsx";
import { FilesOf } from "./parts/shownWith.ts";
import { useNames } from "./useNames.ts";
import { Tool } from "./Toolbar.tsx";
import toolbar from "./toolbar.module.css";

/** What the desk says to itself: nobody takes it for a message. */
export const NoteBubble = memo(function NoteBubble({ note }: { note: Note }) {
  const { named, me = "" } = useNames();
  const [task, setTask] = useState(() => (begunEdit(me, note.id) === null ? undefined : "edit"));
  const name = named(note.actor);
  if (note.deleted_at)
    return (
      <div className={lines.event}>
        <span>{t("notes.deleted", { name })}</span>
        <time dateTime={note.deleted_at} title={moment(note.deleted_at)}>
          {time(note.deleted_at)}
        </time>
      </div>
    );
  const shownWith = { conversation_id: note.conversation_id, note_id: note.id };
  const own = note.actor.id === me || note.actor.on_behalf_of === me;
  return (
    <article className={css.note} tabIndex={-1} aria-label={t("notes.label", { name, time: time(note.created_at) })}>
      <header className={css.head}>
        <Face name={name} size={22} />
        <bdi>{name}</bdi>
        <span className={css.mark}>
          <Lock size={12} /> {t("notes.of")}
        </span>
      </header>
      <div className={css.body}>
        <FilesOf value={shownWith}>
          <Parts parts={note.files} place="above" />
          {task === "edit" ? (
            <EditNote note={note} me={me} onDone={() => setTask(undefined)} />
          ) : (
            note.text && <NoteText note={note} />
          )}
          <Parts parts={note.files} place="below" />
        </FilesOf>
      </div>
      <footer className={bubble.foot}>
        {note.edited_at && <span title={moment(note.edited_at)}>{t("notes.edited")}</span>}
        <time dateTime={note.created_at} title={moment(note.created_at)}>
          {time(note.created_at)}
        </time>
      </footer>
      {own && !task && (
        <div className={`${toolbar.bar} ${css.bar}`}>
          <Tool label={t("notes.edit")} onClick={() => setTask("edit")}>
            <Pencil size={15} />
          </Tool>
          <Tool label={t("notes.delete")} onClick={() => setTask("delete")}>
            <Trash size={15} />
          </Tool>
        </div>
      )}
      {task === "delete" && <DeleteNote note={note} onDone={() => setTask(undefined)} />}
    </article>
  );
});

function NoteText({ note }: { note: Note }) {
  const { data: agents = [] } = useAgents();
  const people = agents.filter(({ id }) => note.mentions.includes(id));
  if (note.rich_text)
    return (
      <>
        {people.length > 0 && (
          <p className={bubble.note}>{t("notes.mentions", { names: people.map(({ name }) => name).join(", ") })}</p>
        )}
        <MessageText text={note.text} rich={note.rich_text} />
      </>
    );
  if (people.length === 0) return <MessageText text={note.text} rich={null} />;
  return (
    <div className={css.text} dir="auto">
      {mentionsIn(note.text, people).map(({ text, person }, at) =>
        person ? (
          <mark key={at} className={css.mention}>
            {text}
          </mark>
        ) : (
          <Clipped key={at} text={text} />
        ),
      )}
    </div>
  );
}

const NOTHING = { text: "", rich_text: null, files: [], mentions: [] };

/** Asks once: what it said is gone then. */
function DeleteNote({ note, onDone }: { note: Note; onDone(): void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteNote(note),
    onSuccess: () => addMessage(queries, { ...note, ...NOTHING, deleted_at: new Date(now()).toISOString() }),
  });
  return (
    <div className={delivery.failed} role="group" aria-label={t("notes.delete")}>
      <p>{t("notes.delete.sure")}</p>
      <Group gap="xs">
        <Button size="compact-sm" color="red" autoFocus loading={remove.isPending} onClick={() => remove.mutate()}>
          {t("conversation.delete")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          {t("conversation.delete.keep")}
        </Button>
      </Group>
      {remove.isError && <p role="alert">{words(remove.error)}</p>}
    </div>
  );
}
