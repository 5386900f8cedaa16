import { useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { begun } from "../shared/begun.ts";
import { useKey } from "../shared/keys/index.ts";
import { panel } from "../shared/preferences.ts";
import { useStore } from "../shared/store.ts";
import css from "./desk.module.css";
import { later } from "./later.ts";

const conversation = later(() => import("../conversation/Conversation.tsx"));
const sidebar = later(() => import("../sidebar/Sidebar.tsx"));
const Conversation = lazy(conversation);
const Sidebar = lazy(sidebar);

/** Behind the list, while nothing else is to be done, so that the first ticket opens at once. */
export function usePreloadedTicket(): void {
  const ready = useStore(begun);
  useEffect(() => {
    if (!ready) return;
    // Without a connection, or with an older version's address: whoever opens a ticket is told.
    const load = () => void Promise.all([conversation(), sidebar()]).catch(() => undefined);
    const waiting = requestIdleCallback(load);
    return () => cancelIdleCallback(waiting);
  }, [ready]);
}

/** The parts of a ticket are loaded behind the list. */
export function TicketScreen() {
  const { ticketId } = useParams({ from: "/tickets/$ticketId" });
  const navigate = useNavigate();
  const shown = useStore(panel);
  useKey("panel", () => panel.set(!panel.get()));
  useKey("list", () => void navigate({ to: "/tickets", search: true }));
  return (
    <>
      <main className={css.conversation}>
        <Suspense>
          <Conversation key={ticketId} ticketId={ticketId} />
        </Suspense>
      </main>
      {shown && (
        <Suspense fallback={<div className={css.sidebar} />}>
          <Sidebar key={ticketId} ticketId={ticketId} className={css.sidebar} />
        </Suspense>
      )}
    </>
  );
}
