import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { getComposer, type Abilities } from "../api/queries/conversations.ts";
import { words } from "../api/problems.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import type { Message } from "../api/timelines.ts";
import { awaitEditor, endWait, useKey } from "../shared/keys/index.ts";
import { t } from "../shared/texts/index.ts";
import { Answering } from "./Answering.tsx";
import type { Handle } from "./Editor.tsx";
import { isEmpty } from "./draft.ts";
import { Obstacle } from "./Obstacle.tsx";
import { resume, send } from "./send.ts";
import { SendMenu } from "./SendMenu.tsx";
import { sheetOf, type Sheet } from "./sheet.ts";
import { useDraft } from "./useDraft.ts";
import { useTyping } from "./useTyping.ts";
import { Via } from "./Via.tsx";
import { Writing } from "./Writing.tsx";
import css from "./writing.module.css";

const SHOWN = 160;
/** Somebody may switch the channel on again, or a customer come back. */
const LOOK_AGAIN_MS = 15_000;

type Props = { ticket: Ticket; replyTo: Message | undefined; onReplyTo(message: Message | undefined): void };

/** Writes a reply: what the channel carries, and nothing else. */
export default function Composer({ ticket, replyTo, onReplyTo }: Props) {
  const conversationId = ticket.conversation_id;
  const {
    data: abilities,
    error,
    refetch,
  } = useQuery({
    ...getComposer(conversationId),
    refetchInterval: ({ state }) => (state.data?.obstacle ? LOOK_AGAIN_MS : false),
  });
  const queries = useQueryClient();
  const sheet = sheetOf(conversationId);
  useEffect(() => {
    resume(queries, sheet);
    return sheet.keep;
  }, [queries, sheet]);
  // There is nothing to wait for: keys are keys again.
  const hindered = Boolean(abilities?.obstacle || error);
  useKey("reply", endWait, hindered);
  useEffect(() => {
    if (hindered) endWait();
  }, [hindered]);
  const text = useDraft(sheet, (draft) => (abilities?.obstacle ? draft.text : ""));
  if (!abilities) return <Unknown error={error} onRetry={() => void refetch()} />;
  if (abilities.obstacle)
    return (
      <Obstacle obstacle={abilities.obstacle} text={text}>
        <Via switches={abilities.switch_to} />
      </Obstacle>
    );
  return <Reply ticket={ticket} sheet={sheet} abilities={abilities} replyTo={replyTo} onReplyTo={onReplyTo} />;
}

function Unknown({ error, onRetry }: { error: Error | null; onRetry(): void }) {
  if (!error) return <div className={css.waiting} aria-busy />;
  return (
    <p role="alert" className={css.obstacle}>
      <span data-words>
        {t("composer.unreadable")} {words(error)}
      </span>
      <Button size="compact-sm" variant="default" onClick={onRetry}>
        {t("shell.try_again")}
      </Button>
    </p>
  );
}

type ReplyProps = Props & { sheet: Sheet; abilities: Abilities };

function Reply({ ticket, sheet, abilities, replyTo, onReplyTo }: ReplyProps) {
  const queries = useQueryClient();
  const editor = useRef<Handle>(null);
  const wrote = useTyping(sheet.id, abilities.can_reply);
  useKey("reply", () => (editor.current ? editor.current.focus() : awaitEditor()));
  useEffect(() => {
    if (!replyTo) return;
    sheet.change({ answers: answered(replyTo) });
    editor.current?.focus();
  }, [sheet, replyTo]);
  const forget = () => {
    sheet.change({ answers: null });
    onReplyTo(undefined);
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
          <div className={css.above}>
            <Answering sheet={sheet} newest={abilities.reply_to.newest} onForget={forget} />
            <Via switches={abilities.switch_to} />
          </div>
        }
        onReady={(handle) => {
          editor.current = handle;
          if (endWait()) handle.focus();
        }}
        onWrite={() => {
          if (!isEmpty(sheet.draft.get())) wrote();
        }}
        sendMenu={(onSend, disabled, within) => <SendMenu {...{ ticket, disabled, within, onSend }} />}
        onSend={(content, into) => {
          const customer = abilities.recipients.several ? abilities.customer : null;
          send(
            queries,
            sheet,
            content,
            customer,
            into && { status_id: into.id, ticket_id: ticket.id, pipeline_id: ticket.pipeline_id },
          );
          onReplyTo(undefined);
          editor.current?.focus();
        }}
      />
    </section>
  );
}

const answered = ({ id, actor, text, label }: Message) => ({
  id,
  name: actor.name ?? "",
  text: text.slice(0, SHOWN) || label || "",
});
