import { memo, useMemo, useState } from "react";
import type { Message } from "../api/timelines.ts";
import { moment, time } from "../shared/dates.ts";
import { Face } from "../shared/Face.tsx";
import { t } from "../shared/texts/index.ts";
import css from "./bubble.module.css";
import { DeleteMessage } from "./DeleteMessage.tsx";
import { Delivery, Failed } from "./Delivery.tsx";
import { begunEdit } from "./edits.ts";
import { EditMessage } from "./EditMessage.tsx";
import { FailedChanges } from "./FailedChanges.tsx";
import { HistoryButton } from "./History.tsx";
import { MessageText } from "./MessageText.tsx";
import { isBare, Parts } from "./parts/Parts.tsx";
import { FilesOf } from "./parts/shownWith.ts";
import { Quoted } from "./Quoted.tsx";
import { Raw } from "./Raw.tsx";
import { Reactions } from "./Reactions.tsx";
import type { MessageRow } from "./rows.ts";
import { Toolbar } from "./Toolbar.tsx";
import { Cancelled, Waiting } from "./Waiting.tsx";
import { isNotYet, NotYet } from "./NotYet.tsx";
import { useNames } from "./useNames.ts";

type Props = { row: MessageRow; marked: boolean; onJump(id: string): void };
export type MessageTask = "edit" | "delete" | undefined;

/** A message, with all that belongs to it. */
export const Bubble = memo(function Bubble({ row, marked, onJump }: Props) {
  const { message, changes, quote, answers, first } = row;
  const { named, me = "" } = useNames();
  const [doing, setDoing] = useState<MessageTask>(() => (begunEdit(me, message.id) === null ? undefined : "edit"));
  const out = message.direction === "out";
  const name = named(message.actor);
  return (
    <article
      className={css.message}
      data-out={out || undefined}
      data-first={first || undefined}
      data-marked={marked || undefined}
      tabIndex={-1}
      aria-label={t("conversation.message", { name, time: time(message.created_at) })}
    >
      {!out && <span className={css.face}>{first && <Face name={name} size={30} />}</span>}
      <div className={css.column}>
        {first && message.actor.id !== me && <Author message={message} name={name} />}
        {quote && <Quoted quote={quote} onJump={onJump} />}
        <div className={css.line}>
          <div
            className={css.bubble}
            data-leaving={message.status === "CANCELLED" || undefined}
            data-bare={(isBare(message) && !changes?.deletion) || undefined}
          >
            {doing === "edit" ? (
              <EditMessage message={message} changes={changes} me={me} onDone={() => setDoing(undefined)} />
            ) : (
              <Content row={row} answers={answers} />
            )}
            <footer className={css.foot}>
              {(changes?.edits.length ?? 0) > 0 && !changes?.deletion && (
                <HistoryButton message={message} edits={changes!.edits} />
              )}
              <time dateTime={message.created_at} title={moment(message.created_at)}>
                {time(message.created_at)}
              </time>
              {out && <Delivery message={message} />}
            </footer>
          </div>
          {!doing && <Toolbar message={message} changes={changes} onDo={setDoing} />}
        </div>
        <Reactions message={message} reactions={changes?.reactions ?? []} />
        {message.recipients.length > 0 && (
          <p className={css.note}>
            {t("conversation.also_to", {
              names: message.recipients.map((each) => each.name || each.identifier).join(", "),
            })}
          </p>
        )}
        {doing === "delete" && <DeleteMessage message={message} onDone={() => setDoing(undefined)} />}
        {message.status === "FAILED" && <Failed message={message} />}
        {isNotYet(message) && <NotYet message={message} />}
        {message.status === "QUEUED" && message.can_be_cancelled && <Waiting message={message} />}
        {message.status === "CANCELLED" && <Cancelled message={message} />}
        <FailedChanges changes={changes} />
      </div>
    </article>
  );
});

function Author({ message, name }: { message: Message; name: string }) {
  const { through, kind } = message.actor;
  return (
    <header className={css.author}>
      <bdi>{name}</bdi>
      {through && <span> {t("conversation.through", { program: through.name ?? through.id })}</span>}
      {kind === "colleague" && message.actor.name && <span> {t("conversation.actor.colleague.note")}</span>}
    </header>
  );
}

/** As it is now: after the edits; after a deletion the words are still there for whoever wants to know. */
function Content({ row, answers }: { row: MessageRow; answers?: readonly string[] }) {
  const { message, changes } = row;
  const { named } = useNames();
  const shownWith = useMemo(() => ({ message_id: message.id }), [message.id]);
  const [anyway, setAnyway] = useState(false);
  const edit = changes?.edits.at(-1);
  const deletion = changes?.deletion;
  if (deletion && !anyway)
    return (
      <p className={css.gone}>
        {t("conversation.deleted", { name: named(deletion.actor), time: time(deletion.created_at) })}{" "}
        <button type="button" className={css.plain} onClick={() => setAnyway(true)}>
          {t("conversation.deleted.show")}
        </button>
      </p>
    );
  const text = edit?.text ?? message.text;
  const words = text || (message.parts.length === 0 ? message.label : "");
  return (
    <FilesOf value={shownWith}>
      <Parts parts={message.parts} place="above" answers={answers} />
      {words && (
        <div data-passages-of={text ? (edit ?? message).id : undefined}>
          <MessageText text={words} rich={(edit ? edit.rich_text : message.rich_text) || null} />
        </div>
      )}
      <Parts parts={message.parts} place="below" answers={answers} />
      {message.content === "unsupported" && <Raw message={message} />}
    </FilesOf>
  );
}
