import { useLayoutEffect, useRef, type RefObject } from "react";

/** Whoever walks with keys goes on from the ticket's row, with Tab and with a screen reader. The row is there once the
 * list is scrolled to it; where the list is hidden behind the ticket, the content gets the focus. */
export function useRowFocus(box: RefObject<HTMLElement | null>, ticketId: string | undefined): (id: string) => void {
  const wanted = useRef<string>(undefined);
  const before = useRef(ticketId);
  useLayoutEffect(() => {
    // Back from a ticket, with what had the focus gone: at the row of that ticket.
    if (ticketId === undefined && document.activeElement === document.body) wanted.current ??= before.current;
    before.current = ticketId;
    if (wanted.current === undefined || (ticketId ?? wanted.current) !== wanted.current) return;
    const row = box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(wanted.current)}"] a`);
    if (!row) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
    if (document.activeElement !== row) document.getElementById("content")?.focus({ preventScroll: true });
  });
  return (id) => void (wanted.current = id);
}
