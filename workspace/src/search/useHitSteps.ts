import { useCallback, useEffect, useMemo, useRef } from "react";
import { useKey } from "../shared/keys/index.ts";

/** From which hit somebody went to a ticket: they come back to it. */
let left: { search: string; hit: string } | undefined;

/** J and K walk through the hits, beginning at the one that was opened last. */
export function useHitSteps(search: string, shown: boolean) {
  const list = useRef<HTMLUListElement>(null);
  const opened = useMemo(() => (left?.search === search ? left.hit : undefined), [search]);
  const step = (by: number) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>("[data-hit]") ?? [])];
    const focused = links.findIndex((link) => link === document.activeElement);
    const from = focused >= 0 ? focused : links.findIndex((link) => link.dataset["hit"] === opened);
    const to = from < 0 ? 0 : Math.min(links.length - 1, Math.max(0, from + by));
    links[to]?.focus();
  };
  useKey("next", () => step(1));
  useKey("previous", () => step(-1));
  useEffect(() => {
    if (shown && opened) list.current?.querySelector("[data-opened]")?.scrollIntoView({ block: "center" });
  }, [shown, opened]);
  return { list, opened, onOpen: useCallback((hit: string) => void (left = { search, hit }), [search]) };
}
