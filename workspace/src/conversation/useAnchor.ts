import { observeElementRect, useVirtualizer, type VirtualItem, type Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useLayoutEffect, useRef } from "react";
import type { Row } from "./rows.ts";

export type Rows = Virtualizer<HTMLDivElement, HTMLDivElement>;
type Options = Omit<Parameters<typeof useVirtualizer<HTMLDivElement, HTMLDivElement>>[0], "count" | "getItemKey">;
type Drawn = { rows: readonly Row[]; virtual?: Rows };
type Anchor = { key: string; offset: number };

const firstMessage = (rows: readonly Row[]) => rows.findIndex((row) => row.kind === "message");

/**
 * The rows that are in the page. What is read stays where it is, to the pixel, whatever comes above it and however high
 * it turns out to be; and the end stays in sight when the box changes its height.
 */
export function useAnchoredRows(rows: readonly Row[], options: Options): Rows {
  const drawn = useRef<Drawn>({ rows });
  // Before the library hears of the new rows: it moves its own position while it renders.
  const anchor = anchorOf(drawn.current, rows);
  const ends = endsElsewhere(drawn.current, rows);
  const virtual = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    ...options,
    count: rows.length,
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    observeElementRect: observeHeight,
  });
  virtual.shouldAdjustScrollPositionOnItemSizeChange = isAbove;
  if (anchor) moveTo(anchor, rows, virtual);
  useLayoutEffect(() => {
    drawn.current = { rows, virtual };
    const box = virtual.scrollElement;
    // A plain write: during a command of the library, rows that are measured would not be compensated.
    if (anchor && box && virtual.scrollOffset !== null) box.scrollTop = virtual.scrollOffset;
    else if (ends) virtual.scrollToEnd();
  });
  return virtual;
}

/**
 * Whether the reader is at an end that is another one now. The library's own `followOnAppend` leaves out a reply that
 * takes the place of the one that was on its way: its row is new, and its height a guess again.
 */
function endsElsewhere(drawn: Drawn, rows: readonly Row[]): boolean {
  const changed = drawn.rows.length !== rows.length || drawn.rows.at(-1)?.key !== rows.at(-1)?.key;
  return changed && drawn.virtual?.isAtEnd() === true;
}

/** The topmost message whose row stays as it is: the first one of all may lose its day and its name. */
function anchorOf(drawn: Drawn, rows: readonly Row[]): Anchor | undefined {
  const { virtual } = drawn;
  const first = firstMessage(drawn.rows);
  if (!virtual || first < 0 || rows === drawn.rows || virtual.isAtEnd()) return undefined;
  if (rows[firstMessage(rows)]?.key === drawn.rows[first]!.key) return undefined;
  // The library may not have heard yet of the last scrolling.
  const top = virtual.scrollElement?.scrollTop ?? 0;
  const item = virtual
    .getVirtualItems()
    .find(({ index, end }) => index > first && end > top && drawn.rows[index]?.kind === "message");
  return item && { key: String(item.key), offset: item.start - top };
}

/** The library holds its own topmost row; but that may be one which a longer conversation changes. */
function moveTo({ key, offset }: Anchor, rows: readonly Row[], virtual: Rows): void {
  virtual.getVirtualItems();
  const start = virtual.measurementsCache[rows.findIndex((row) => row.key === key)]?.start;
  if (start !== undefined) virtual.scrollOffset = start - offset;
}

/**
 * Whether what is in sight must follow when a row changes its height. One that is drawn for the first time was a guess,
 * and grows upwards; one that is known grows downwards. The library leaves this out while one scrolls up.
 */
function isAbove(item: VirtualItem, _: number, virtual: Rows): boolean {
  const top = virtual.scrollOffset ?? 0;
  return virtual.itemSizeCache.has(item.key) ? item.end <= top : item.start < top;
}

/** Whoever is at the end stays there, however high the composer becomes. */
const observeHeight: typeof observeElementRect<HTMLDivElement> = (virtual, report) =>
  observeElementRect(virtual, (rect) => {
    const { scrollOffset, scrollRect, scrollElement, options } = virtual;
    const below = virtual.getTotalSize() - (scrollOffset ?? 0) - (scrollRect?.height ?? 0);
    report(rect);
    if (scrollElement && scrollOffset !== null && below <= options.scrollEndThreshold) {
      scrollElement.scrollTop = scrollElement.scrollHeight;
      virtual.scrollOffset = scrollElement.scrollTop;
    }
  });
