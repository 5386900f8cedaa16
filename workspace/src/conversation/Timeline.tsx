import { useLocation } from "@tanstack/react-router";
import type { Range } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { sequenceOf } from "../api/timelines.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { markSeen } from "../shared/seen.ts";
import { t } from "../shared/texts/index.ts";
import { Above } from "./Above.tsx";
import { CiteSelection } from "./CiteSelection.tsx";
import { useDoing } from "./context.ts";
import { estimated } from "./heights.ts";
import { JumpToNewest } from "./JumpToNewest.tsx";
import { RowView } from "./RowView.tsx";
import css from "./timeline.module.css";
import { useAnchoredRows, type Rows } from "./useAnchor.ts";
import { useJump } from "./useJump.ts";
import type { useTimeline } from "./useTimeline.ts";

/** Rows in the page, whatever the height of the window and the number of messages. */
const ROWS = 40;
const OVERSCAN = 6;
const NEAR_TOP = 12;
const ABOVE = 64;
const AT_END = 80;

type Props = { ticket: Ticket; timeline: ReturnType<typeof useTimeline> };

export function Timeline({ ticket, timeline }: Props) {
  const { rows, entries, older } = timeline;
  const { abilities, cite } = useDoing();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useAnchoredRows(rows, {
    getScrollElement: () => box.current,
    estimateSize: (index) => estimated(rows[index]!),
    rangeExtractor: inReach,
    overscan: OVERSCAN,
    paddingStart: ABOVE,
    paddingEnd: 16,
    anchorTo: "end",
    scrollEndThreshold: AT_END,
  });
  // Before its range is read: this brings it up to date.
  const items = virtual.getVirtualItems();
  const opened = useOpening(rows, virtual);
  const { jump, marked } = useJump(rows, older, virtual);
  const named = useLocation({ select: ({ hash }) => hash });
  useEffect(() => {
    if (opened && named) jump(named);
  }, [opened, named, jump]);

  const [first, last] = [virtual.range?.startIndex ?? 0, virtual.range?.endIndex ?? 0];
  useEffect(() => {
    if (opened && first <= NEAR_TOP && older.more && !older.failed) void older.load();
  }, [opened, first, older]);
  useEffect(() => {
    if (!opened || document.hidden) return;
    const row = rows[last];
    const end = last >= rows.length - 1 ? entries.at(-1) : row?.kind === "message" ? row.message : undefined;
    if (end) markSeen(ticket.conversation_id, sequenceOf(end));
  }, [opened, last, rows, entries, ticket.conversation_id]);

  return (
    <div className={css.frame}>
      <div ref={box} className={css.scroll} role="region" aria-label={t("conversation.messages")} tabIndex={0}>
        <div className={css.rows} style={{ height: virtual.getTotalSize() }} data-shown={opened || undefined}>
          <div className={css.above} style={{ height: ABOVE }}>
            <Above ticket={ticket} older={older} />
          </div>
          {items.map(({ index, key, start }) => (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={css.row}
              style={{ transform: `translateY(${start}px)` }}
            >
              <RowView row={rows[index]!} marked={marked === key} onJump={jump} />
            </div>
          ))}
        </div>
      </div>
      {abilities?.can_reply && <CiteSelection within={box} onCite={cite} />}
      <JumpToNewest rows={rows} shown={last} onJump={() => virtual.scrollToEnd()} />
    </div>
  );
}

/** What is seen, and a little around it. */
function inReach({ startIndex, endIndex, overscan, count }: Range): number[] {
  const spare = Math.max(0, Math.min(overscan, Math.floor((ROWS - (endIndex - startIndex + 1)) / 2)));
  const from = Math.max(0, startIndex - spare);
  return Array.from({ length: Math.min(count - 1, endIndex + spare) - from + 1 }, (_, at) => from + at);
}

/** It opens at the first new message, else at the newest: true when it is there. */
function useOpening(rows: Props["timeline"]["rows"], virtual: Rows): boolean {
  const asked = useRef(false);
  const [opened, setOpened] = useState(false);
  const fresh = rows.findIndex((row) => row.kind === "new");
  const target = fresh >= 0 ? fresh : rows.length - 1;
  const { startIndex = -1, endIndex = -1 } = virtual.range ?? {};
  useLayoutEffect(() => {
    if (opened || target < 0) return;
    if (asked.current && startIndex <= target && target <= endIndex) return setOpened(true);
    if (asked.current) return;
    asked.current = true;
    if (fresh >= 0) virtual.scrollToIndex(fresh, { align: "start" });
    else virtual.scrollToEnd();
  }, [opened, target, fresh, startIndex, endIndex, virtual]);
  return opened;
}
