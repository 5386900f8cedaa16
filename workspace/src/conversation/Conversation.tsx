import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { getComposer } from "../api/queries/conversations.ts";
import { pace } from "../api/pace.ts";
import { getTicket } from "../api/queries/tickets.ts";
import { isGone, ticketGone } from "../api/ticketgone.ts";
import type { Message } from "../api/timelines.ts";
import { viewing } from "../live/presence.ts";
import { useTopic } from "../live/topics.ts";
import { Asking } from "../work/Asking.tsx";
import type { Asked } from "../composer/asked.ts";
import { begun } from "../shared/begun.ts";
import { awaitEditor, endWait, useKey } from "../shared/keys/index.ts";
import { DoingContext } from "./context.ts";
import css from "./conversation.module.css";
import { Head } from "./Head.tsx";
import { Missing } from "./Missing.tsx";
import { OthersWriting } from "./Others.tsx";
import { Placeholders } from "./Placeholders.tsx";
import { Timeline } from "./Timeline.tsx";
import { useTicketKept } from "./useTicketKept.ts";
import { useTimeline } from "./useTimeline.ts";
import type { Ticket } from "../api/queries/tickets.ts";

const Composer = lazy(() => import("../composer/Composer.tsx"));

const EVERY_MS = 15_000;

/** A ticket's conversation, and what can be done about it. */
export default function Conversation({ ticketId }: { ticketId: string }) {
  const {
    data: ticket,
    error,
    refetch,
  } = useQuery({
    ...getTicket(ticketId),
    // What is not there is not asked for again.
    refetchInterval: ({ state }) => !isGone(state.error) && pace(EVERY_MS),
  });
  const gone = isGone(error);
  useTopic(gone ? undefined : `ticket:${ticketId}`);
  useForgotten(ticketId, gone && ticket !== undefined);
  useEffect(() => viewing(`ticket:${ticketId}`), [ticketId]);
  // Whoever opens the address of a ticket has what they came for, however long the list takes.
  const shown = ticket !== undefined;
  useEffect(() => {
    if (shown) begun.set(true);
  }, [shown]);
  if (ticket && !gone) return <Opened ticket={ticket} />;
  if (error) return <Missing error={error} onAgain={() => void refetch()} />;
  return <Placeholders />;
}

/** Whoever may not see a ticket any more does not go on reading what they had of it. */
function useForgotten(ticketId: string, gone: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (gone) ticketGone(queries, ticketId);
  }, [queries, ticketId, gone]);
}

function Opened({ ticket }: { ticket: Ticket }) {
  const conversation = ticket.conversation_id;
  const timeline = useTimeline(conversation);
  useForgotten(ticket.id, isGone(timeline.query.error) && timeline.query.data !== undefined);
  useTicketKept(ticket, timeline.entries);
  const { data: abilities } = useQuery(getComposer(conversation));
  const [asked, setAsked] = useState<Asked>();
  const [mode, setMode] = useState<"reply" | "note">("reply");
  const ask = useCallback((next: Asked) => {
    setMode("reply");
    setAsked(next);
  }, []);
  // The composer takes the keys over when it has its editor.
  const write = (wanted: "reply" | "note") => {
    awaitEditor();
    setMode(wanted);
  };
  useKey("reply", () => write("reply"));
  useKey("note", () => write("note"));
  useEffect(() => () => void endWait(), [conversation]);
  const doing = useMemo(
    () => ({
      accountId: ticket.account_id,
      abilities,
      answer: (message: Message) => ask({ kind: "answer", message }),
      takeBack: (message: Message) => ask({ kind: "back", message }),
      cite: (messageId: string, passage: string | null) => ask({ kind: "cite", messageId, passage }),
    }),
    [ticket.account_id, abilities, ask],
  );
  return (
    <div className={css.pane}>
      <Head ticket={ticket} />
      <Asking ticketId={ticket.id} />
      <DoingContext value={doing}>
        {timeline.query.data ? (
          <Timeline ticket={ticket} timeline={timeline} />
        ) : timeline.query.error ? (
          <Missing error={timeline.query.error} onAgain={() => void timeline.query.refetch()} />
        ) : (
          <Placeholders />
        )}
      </DoingContext>
      <OthersWriting ticketId={ticket.id} />
      <Suspense fallback={<div className={css.composer} />}>
        <Composer ticket={ticket} mode={mode} onMode={setMode} asked={asked} onAsked={() => setAsked(undefined)} />
      </Suspense>
    </div>
  );
}
