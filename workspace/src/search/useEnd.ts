import { useEffect, useRef } from "react";

/** Acts when the end of a list is near; again, after each page, while it still is. */
export function useEnd(act: () => void, enabled: boolean, pages: number) {
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!enabled || !end.current) return;
    const watcher = new IntersectionObserver((seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) latest.current();
    });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [enabled, pages]);
  return end;
}
