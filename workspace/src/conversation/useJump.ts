import { useCallback, useEffect, useState } from "react";
import type { Message } from "../api/timelines.ts";
import type { Row } from "./rows.ts";
import type { Rows } from "./useAnchor.ts";
import type { Older } from "./useTimeline.ts";

const MARKED_MS = 2000;

/** To a message, wherever it is: older ones are loaded until it is there. It is marked for a moment. */
export function useJump(rows: readonly Row[], older: Older, virtual: Rows) {
  const [wanted, setWanted] = useState<string>();
  const [marked, setMarked] = useState<string>();
  useEffect(() => {
    if (wanted === undefined) return;
    const at = rows.findIndex((row) => row.key === wanted);
    const first = rows.find((row) => row.kind === "message")?.message;
    if (at < 0 && older.more && !older.failed && (!first || isEarlier(wanted, first))) return void older.load();
    if (at >= 0) {
      virtual.scrollToIndex(at, { align: "center" });
      setMarked(wanted);
    }
    setWanted(undefined);
  }, [wanted, rows, older, virtual]);
  useEffect(() => {
    if (marked === undefined) return;
    const timer = setTimeout(() => setMarked(undefined), MARKED_MS);
    return () => clearTimeout(timer);
  }, [marked]);
  return { jump: useCallback((id: string) => setWanted(id), []), marked };
}

/** An id says of which conversation it is, and which place it has there: what cannot come is not waited for. A note
 * has the place of the message that it follows. */
export function isEarlier(id: string, { conversation_id, sequence }: Pick<Message, "conversation_id" | "sequence">) {
  const [, where, place] = /^(?:msg|nte)_(.*?_\d+)_(\d+)(?:_\w+)?$/.exec(id) ?? [];
  return where === conversation_id.replace(/^cnv_/, "") && Number(place) < sequence;
}
