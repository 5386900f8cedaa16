import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Abilities } from "../api/queries/conversations.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { announce } from "../shared/announce.ts";
import { awaitEditor, endWait, useKey } from "../shared/keys/index.ts";
import { t } from "../shared/texts/index.ts";
import { Answering } from "./Answering.tsx";
import { DeskDrafts } from "./DeskDrafts.tsx";
import type { Handle } from "./Editor.tsx";
import { isEmpty } from "./draft.ts";
import type { Asked } from "./asked.ts";
import { answered, draftOf } from "./backing.ts";
import { InsertNotice } from "./InsertNotice.tsx";
import { Library, useSnippets } from "./InsertTools.tsx";
import { putForward, putRefusal, type Put } from "./putforward.ts";
import { Refusal } from "./Refusal.tsx";
import { SendLater } from "./SendLater.tsx";
import { SendMenu } from "./SendMenu.tsx";
import { send } from "./send.ts";
import type { Sheet } from "./sheet.ts";
import { UndoBar } from "./UndoBar.tsx";
import { useDeskCopy } from "./useDeskCopy.ts";
import { useInserting } from "./useInserting.ts";
import { useTyping } from "./useTyping.ts";
import { Via } from "./Via.tsx";
import { Writing } from "./Writing.tsx";
import css from "./writing.module.css";

type Props = {
  ticket: Ticket;
  sheet: Sheet;
  abilities: Abilities;
  modes: ReactNode;
  asked: Asked | undefined;
  onAsked(): void;
};

/** To the customer: what the channel carries, and nothing else. */
export function Reply({ ticket, sheet, abilities, modes, asked, onAsked }: Props) {
  const queries = useQueryClient();
  const editor = useRef<Handle>(null);
  const wrote = useTyping(sheet.id, abilities.can_reply);
  useKey("reply", () => (editor.current ? editor.current.focus() : awaitEditor()));
  const copy = useDeskCopy(sheet, abilities);
  const put = useMutation({
    mutationFn: (what: Put) => putForward(queries, sheet, copy, what),
    onSuccess: () => announce(t("deskdrafts.put")),
  });
  const [ready, setReady] = useState(false);
  const inserting = useInserting(sheet, () => editor.current);
  const snippets = useSnippets(inserting);
  useEffect(() => {
    if (!asked || !ready) return;
    if (asked.kind === "answer") sheet.change({ answers: answered(asked.message) });
    if (asked.kind === "back") sheet.takeBack(draftOf(asked.message));
    if (asked.kind === "cite") {
      const { messageId: message_id, passage } = asked;
      inserting.insert({ message_id, passage }, t("inserts.cited"));
    }
    editor.current?.focus();
    onAsked();
  }, [sheet, asked, ready]);
  const forget = () => {
    sheet.change({ answers: null });
    editor.current?.focus();
  };
  return (
    <section aria-label={t("composer.title")}>
      <Writing
        sheet={sheet}
        carried={abilities}
        label={t("composer.title")}
        placeholder={t("composer.placeholder")}
        sendLabel={t("composer.send")}
        above={
          <>
            <DeskDrafts sheet={sheet} copy={copy} onDone={() => editor.current?.focus()} />
            <UndoBar sheet={sheet} onBack={() => editor.current?.focus()} />
            <div className={css.above}>
              {modes}
              <Answering sheet={sheet} newest={abilities.reply_to.newest} onForget={forget} />
              <Via switches={abilities.switch_to} />
            </div>
          </>
        }
        notice={
          <>
            <InsertNotice inserting={inserting} sheet={sheet} />
            {put.isError && <Refusal>{putRefusal(put.error)}</Refusal>}
          </>
        }
        more={
          <>
            {snippets.button}
            <Library inserting={inserting} />
          </>
        }
        source={snippets.source}
        onReady={(handle) => {
          editor.current = handle;
          setReady(true);
          if (endWait()) handle.focus();
        }}
        onWrite={() => {
          if (!isEmpty(sheet.draft.get())) wrote();
        }}
        beside={(send, disabled) => (
          <SendLater disabled={disabled} onSend={(moment) => send({ moment })} onPut={(what) => put.mutate(what)} />
        )}
        sendMenu={(send, disabled, within) => (
          <SendMenu {...{ ticket, disabled, within }} onSend={(into) => send({ into })} />
        )}
        onSend={(content, { into, moment } = {}) => {
          const customer = abilities.recipients.several ? abilities.customer : null;
          const next = into && { status_id: into.id, ticket_id: ticket.id, pipeline_id: ticket.pipeline_id };
          send(queries, sheet, content, customer, next, moment);
          editor.current?.focus();
        }}
      />
    </section>
  );
}
