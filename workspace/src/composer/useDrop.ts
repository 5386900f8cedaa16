import { useEffect, useRef, useState, type RefObject } from "react";
import { carriesFiles, droppedFiles } from "./transfer.ts";

type Dropped = { files: File[]; folders: number };

/** Files can be dropped anywhere on the pane around `inside`: true while some are held over it. */
export function useDrop(inside: RefObject<HTMLElement | null>, onDrop: (dropped: Dropped) => void): HTMLElement | null {
  const [over, setOver] = useState<HTMLElement | null>(null);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });
  useEffect(() => {
    const pane = inside.current?.closest("main");
    if (!pane) return;
    const stop = new AbortController();
    const on = (target: EventTarget, name: string, act: (event: DragEvent) => void) =>
      target.addEventListener(
        name,
        (event) => {
          if (carriesFiles((event as DragEvent).dataTransfer)) act(event as DragEvent);
        },
        { signal: stop.signal },
      );
    on(pane, "dragenter", () => setOver(pane));
    on(pane, "dragleave", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && pane.contains(relatedTarget))) setOver(null);
    });
    on(pane, "drop", ({ dataTransfer }) => latest.current(droppedFiles(dataTransfer!)));
    // Beside the pane a file would replace the page, and what was typed.
    on(window, "dragover", (event) => event.preventDefault());
    on(window, "drop", (event) => {
      event.preventDefault();
      setOver(null);
    });
    return () => stop.abort();
  }, [inside]);
  return over;
}
