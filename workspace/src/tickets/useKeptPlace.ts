import { useLayoutEffect, type RefObject } from "react";
import type { Filters } from "./filters.ts";

/** How far each list was scrolled when it was left. */
const places = new Map<string, number>();

/** Whoever comes back to a list finds it where they left it. */
export function useKeptPlace(box: RefObject<HTMLElement | null>, filters: Filters): number {
  const list = JSON.stringify(filters);
  const place = places.get(list) ?? 0;
  useLayoutEffect(() => {
    const scrolled = box.current;
    scrolled?.scrollTo(0, places.get(list) ?? 0);
    return () => void places.set(list, scrolled?.scrollTop ?? 0);
  }, [box, list]);
  return place;
}
