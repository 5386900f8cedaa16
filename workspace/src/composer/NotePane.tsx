import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { addNote } from "../api/notes.ts";
import { useActiveAgents } from "../api/queries/people.ts";
import { addMessage } from "../api/queries/timeline.ts";
import { wishFor } from "../api/wish.ts";
import { typing } from "../live/presence.ts";
import { announce } from "../shared/announce.ts";
import { awaitEditor, endWait, useKey } from "../shared/keys/index.ts";
import { mentionedIn } from "../shared/mentions.ts";
import { t } from "../shared/texts/index.ts";
import type { Attachment, Carried } from "./carried.ts";
import type { Handle } from "./Editor.tsx";
import type { Content } from "./message.ts";
import { Modes, type Mode } from "./Modes.tsx";
import modes from "./modes.module.css";
import { Refusal } from "./Refusal.tsx";
import { noteRefusal } from "./refusal.ts";
import { noteSheetOf } from "./sheet.ts";
import { foundIn } from "./suggesting.ts";
import { Writing } from "./Writing.tsx";
import css from "./writing.module.css";

/** A note has what the desk can show: no channel carries it. */
const CARRIED: Carried = {
  max_text_length: 65_536,
  rich_text: ["BOLD", "ITALIC", "UNDERLINE", "STRIKETHROUGH", "LISTS", "BLOCKQUOTE", "HYPERLINK", "FONT_STYLE"],
  inline_images: false,
  attachments: {
    types: ["FILE"],
    max_count: 50,
    file_mime_types: [],
    max_file_count: 50,
    max_file_size_bytes: null,
    max_total_file_size_bytes: null,
  },
  quick_replies: false,
  recipients: { several: false, identifier_types: [] },
};

type Props = { conversation: string; onMode(mode: Mode): void };

const typingNote = () => typing("typing_note");

/** Writes a note. It looks different from a reply in colour and in words, wherever one looks. */
export function NotePane({ conversation, onMode }: Props) {
  const sheet = noteSheetOf(conversation);
  const queries = useQueryClient();
  const editor = useRef<Handle>(null);
  const { data: agents = [] } = useActiveAgents();
  useEffect(() => sheet.keep, [sheet]);
  useKey("note", () => (editor.current ? editor.current.focus() : awaitEditor()));
  const add = useMutation({
    mutationFn: (content: Content) => {
      const { text = "", rich_text = null, attachments = [] } = content;
      const files = attachments.filter((each): each is Attachment & { type: "FILE" } => each.type === "FILE");
      const body = { text, rich_text, attachments: files, mentions: mentionedIn(text, agents).map(({ id }) => id) };
      const wish = wishFor(sheet.draft.get(), body);
      sheet.change(wish);
      return addNote(conversation, wish.key, body);
    },
    onSuccess: (note) => {
      sheet.clear();
      addMessage(queries, note);
      announce(t("notes.added"));
      editor.current?.focus();
    },
  });
  return (
    <section aria-label={t("notes.title")}>
      <Writing
        sheet={sheet}
        carried={CARRIED}
        tone="note"
        label={t("notes.title")}
        placeholder={t("notes.placeholder")}
        sendLabel={t("notes.save")}
        busy={add.isPending}
        above={
          <div className={css.above}>
            <Modes conversation={conversation} mode="note" onChange={onMode} />
            <span className={modes.inside}>{t("notes.inside")}</span>
          </div>
        }
        notice={add.isError && <Refusal>{noteRefusal(add.error)}</Refusal>}
        source={{
          mark: "@",
          label: t("notes.people"),
          none: t("notes.people.none"),
          find: (typed) =>
            foundIn(
              agents.map(({ id, name, email }) => ({ id, name, hint: email, also: [email] })),
              typed,
            ),
          choose: ({ name }) => editor.current?.insert({ text: `@${name} `, rich_text: null }, 0),
        }}
        onReady={(handle) => {
          editor.current = handle;
          if (endWait()) handle.focus();
        }}
        onWrite={typingNote}
        onSend={(content) => add.mutate(content)}
      />
    </section>
  );
}
