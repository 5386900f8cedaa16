import { useCallback, useRef } from "react";
import { api } from "../api/client.ts";
import { typing } from "../live/presence.ts";

/** Messaging services show it for about five seconds. */
const AGAIN_AFTER_MS = 4_000;

/** Call as the agent writes: colleagues at the ticket see it, and the customer, where the channel can show it. */
export function useTyping(conversation_id: string, enabled: boolean): () => void {
  const last = useRef(-Infinity);
  return useCallback(() => {
    typing();
    const at = performance.now();
    if (!enabled || at - last.current < AGAIN_AFTER_MS) return;
    last.current = at;
    const params = { path: { conversation_id } };
    // Whether it worked is of no use to anybody.
    api.POST("/conversations/{conversation_id}/typing", { params }).catch(() => undefined);
  }, [conversation_id, enabled]);
}
