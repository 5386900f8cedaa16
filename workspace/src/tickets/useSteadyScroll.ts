import { useLayoutEffect, useRef, type RefObject } from "react";

/** Tickets that come to the top do not push away what one reads further down. At the top, they are seen at once. */
export function useSteadyScroll(box: RefObject<HTMLElement | null>, ids: readonly string[], height: number): void {
  const before = useRef<{ ids: readonly string[]; height: number }>({ ids, height });
  useLayoutEffect(() => {
    const known = before.current;
    before.current = { ids, height };
    const scroll = box.current;
    if (!scroll || known.ids === ids || scroll.scrollTop < height) return;
    const moved = movedBy(known.ids, ids, Math.floor(scroll.scrollTop / known.height));
    if (moved !== 0) scroll.scrollTop += moved * height;
  }, [box, ids, height]);
}

/** By how many places the row at `at`, or the first below it that is still there, moved. */
export function movedBy(before: readonly string[], after: readonly string[], at: number): number {
  const places = new Map(after.map((id, place) => [id, place]));
  for (let place = at; place < before.length; place++) {
    const now = places.get(before[place]!);
    if (now !== undefined) return now - place;
  }
  return 0;
}
