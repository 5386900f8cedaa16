import { useParams } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { Refused } from "../api/Refused.tsx";
import type { Ticket, TicketFilter } from "../api/queries/tickets.ts";
import { drafts } from "../shared/drafts.ts";
import { useMinute } from "../shared/minute.ts";
import { useStore } from "../shared/store.ts";
import type { Filters } from "./filters.ts";
import { ChooseBox } from "./ChooseBox.tsx";
import css from "./list.module.css";
import { useChoosing } from "./useChoosing.ts";
import { TicketRow } from "./TicketRow.tsx";
import { useMore } from "./useMore.ts";
import { useTicketNames } from "./useTicketNames.ts";
import { useKeptPlace } from "./useKeptPlace.ts";
import { useRowFocus } from "./useRowFocus.ts";
import { useSteadyScroll } from "./useSteadyScroll.ts";
import { useSteps } from "./useSteps.ts";
import { useUnsent } from "./useUnsent.ts";
import { useUnread } from "./useUnread.ts";

/** Rows in the page beyond those that are seen: with a tall window still at most 40 in all. */
const OVERSCAN = 6;
/** The next page is read when the end is this near. */
const AHEAD = 15;

type Props = {
  filters: Filters;
  filter: TicketFilter;
  tickets: readonly Ticket[];
  next: string | null;
  busy: boolean;
  height: number;
};

export function Rows({ filters, filter, tickets, next, busy, height }: Props) {
  const { ticketId } = useParams({ strict: false });
  const names = useTicketNames(tickets);
  const unread = useUnread(tickets);
  const written = useStore(drafts);
  const unsent = useUnsent();
  const minute = useMinute();
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: tickets.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    getItemKey: (index) => tickets[index]?.id ?? index,
    initialOffset: useKeptPlace(box, filters),
    overscan: OVERSCAN,
  });
  useEffect(() => rows.measure(), [rows, height]);
  useSteadyScroll(
    box,
    useMemo(() => tickets.map(({ id }) => id), [tickets]),
    height,
  );
  const focus = useRowFocus(box, ticketId);
  useSteps(ticketId, (id) => {
    rows.scrollToIndex(tickets.findIndex((ticket) => ticket.id === id));
    focus(id);
  });
  const { chosen, choosing } = useChoosing(filters, ticketId);
  const more = useMore(filter, next, (rows.range?.endIndex ?? 0) >= tickets.length - AHEAD);
  return (
    <div ref={box} className={css.scroll} aria-busy={busy || more.isFetching}>
      <ul className={css.rows} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const ticket = tickets[index];
          if (!ticket) return null;
          return (
            <li
              key={key}
              className={css.item}
              data-id={ticket.id}
              data-picked={chosen.has(ticket.id) || undefined}
              style={{ height, transform: `translateY(${start}px)` }}
              aria-setsize={next !== null ? -1 : tickets.length}
              aria-posinset={index + 1}
            >
              <ChooseBox ticket={ticket} chosen={chosen.has(ticket.id)} choosing={choosing} />
              <TicketRow
                ticket={ticket}
                status={names.status(ticket)}
                account={names.account(ticket.account_id)}
                owner={filters.owner || !ticket.owner_id ? undefined : (names.agent(ticket.owner_id) ?? null)}
                chosen={ticket.id === ticketId}
                unread={unread(ticket)}
                unsent={unsent.has(ticket.conversation_id)}
                draft={written.has(ticket.conversation_id)}
                minute={minute}
              />
            </li>
          );
        })}
      </ul>
      {more.isError && (
        <div role="alert">
          <Refused error={more.error} onRetry={() => void more.refetch()} />
        </div>
      )}
    </div>
  );
}
