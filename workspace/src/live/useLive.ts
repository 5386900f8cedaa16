import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { begun } from "../shared/begun.ts";
import { useStore } from "../shared/store.ts";
import { useTopic } from "./topics.ts";

/** Connects behind the first screen, for as long as the page is open. */
export function useLive(open: (ticketId: string) => void): void {
  const queries = useQueryClient();
  const ready = useStore(begun);
  const shown = useRef(open);
  shown.current = open;
  useTopic("notifications");
  useEffect(() => {
    if (!ready) return;
    const left = new AbortController();
    // Without it, the page asks for what is new.
    import("./live.ts").then(
      ({ Live }) =>
        left.signal.aborted ||
        left.signal.addEventListener("abort", new Live(queries, (id) => shown.current(id)).start()),
      () => undefined,
    );
    return () => left.abort();
  }, [queries, ready]);
}
