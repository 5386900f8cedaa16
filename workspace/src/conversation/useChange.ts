import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { answer, api, type Schemas } from "../api/client.ts";
import { addMessage } from "../api/queries/timeline.ts";
import type { Message } from "../api/timelines.ts";

type Change = Schemas["ChangeIn"];

/** Edits, deletes or reacts. Trying the same again keeps its key, so that it happens once. */
export function useChange(message: Message) {
  const client = useQueryClient();
  const tried = useRef<{ change: string; key: string }>(undefined);
  const keyOf = (change: Change) => {
    const said = JSON.stringify(change);
    if (tried.current?.change !== said) tried.current = { change: said, key: crypto.randomUUID() };
    return tried.current.key;
  };
  return useMutation({
    mutationFn: (change: Change) =>
      answer(
        api.POST("/messages/{message_id}/changes", {
          params: { path: { message_id: message.id }, header: { "idempotency-key": keyOf(change) } },
          body: change,
        }),
      ),
    onSuccess: (made) => {
      tried.current = undefined;
      addMessage(client, made);
    },
  });
}
