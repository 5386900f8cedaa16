import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { getComposer } from "../api/queries/conversations.ts";
import { words } from "../api/problems.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { awaitEditor, endWait, useKey } from "../shared/keys/index.ts";
import { t } from "../shared/texts/index.ts";
import type { Asked } from "./asked.ts";
import { Modes, type Mode } from "./Modes.tsx";
import { NotePane } from "./NotePane.tsx";
import { Obstacle } from "./Obstacle.tsx";
import { Reply } from "./Reply.tsx";
import { resume } from "./send.ts";
import { sheetOf } from "./sheet.ts";
import { useDraft } from "./useDraft.ts";
import { Via } from "./Via.tsx";
import css from "./writing.module.css";

/** Somebody may switch the channel on again, or a customer come back. */
const LOOK_AGAIN_MS = 15_000;

type Props = { ticket: Ticket; mode: Mode; onMode(mode: Mode): void; asked: Asked | undefined; onAsked(): void };

/** Writes a reply: what the channel carries, and nothing else. Or a note, which no channel carries. */
export default function Composer({ ticket, mode, onMode, asked, onAsked }: Props) {
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
  const hindered = mode === "reply" && Boolean(abilities?.obstacle || error);
  const write = (wanted: Mode) => {
    if (!(wanted === "reply" && (abilities?.obstacle || error))) awaitEditor();
    onMode(wanted);
  };
  useKey("reply", () => write("reply"), mode === "note" || hindered);
  useKey("note", () => write("note"), mode === "reply");
  useEffect(() => {
    if (hindered) endWait();
  }, [hindered]);
  const text = useDraft(sheet, (draft) => (abilities?.obstacle ? draft.text : ""));
  if (mode === "note") return <NotePane conversation={conversationId} onMode={write} />;
  if (!abilities) return <Unknown error={error} onRetry={() => void refetch()} />;
  const modes = <Modes conversation={conversationId} mode="reply" onChange={write} />;
  if (abilities.obstacle)
    return (
      <>
        <div className={css.alone}>{modes}</div>
        <Obstacle obstacle={abilities.obstacle} text={text}>
          <Via switches={abilities.switch_to} />
        </Obstacle>
      </>
    );
  return <Reply ticket={ticket} sheet={sheet} abilities={abilities} modes={modes} asked={asked} onAsked={onAsked} />;
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
