import { useLayoutEffect, useRef, useState } from "react";

/** How many parts of a text do not fit into its first line. Measured before anything is painted, and whenever the text
 * gets another width. */
export function useHidden(content: string, open: boolean) {
  const list = useRef<HTMLParagraphElement>(null);
  const [hidden, setHidden] = useState(0);
  useLayoutEffect(() => {
    const box = list.current;
    if (!box || open) return;
    const measure = () => {
      const items = [...box.children] as HTMLElement[];
      setHidden(items.filter((each) => each.offsetTop > items[0]!.offsetTop).length);
    };
    measure();
    const watched = new ResizeObserver(measure);
    watched.observe(box);
    return () => watched.disconnect();
  }, [content, open, hidden]);
  return { list, hidden };
}
