import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { answer, api, type Schemas } from "../api/client.ts";
import { addMessage } from "../api/queries/timeline.ts";
import type { Message } from "../api/timelines.ts";
import { newWish, wishFor } from "../api/wish.ts";

type Change = Schemas["ChangeIn"];

/** Edits, deletes or reacts. Trying the same again keeps its key, so that it happens once. */
export function useMessageChange(message: Message) {
  const client = useQueryClient();
  const wish = useRef(newWish());
  return useMutation({
    mutationFn: (change: Change) => {
      wish.current = wishFor(wish.current, change);
      return answer(
        api.POST("/messages/{message_id}/changes", {
          params: { path: { message_id: message.id }, header: { "idempotency-key": wish.current.key } },
          body: change,
        }),
      );
    },
    onSuccess: (made) => {
      wish.current = newWish();
      addMessage(client, made);
    },
  });
}
