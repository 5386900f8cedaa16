import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { answer, api, type Schemas } from "../api/client.ts";
import type { Channel } from "../api/queries/channels.ts";
import { newWish, wishFor } from "../api/wish.ts";
import { leave } from "./flow.ts";

type Body = Schemas["ConnectionIn"];

/** Connects, or goes to the channel's own site. The key stays until something else is asked for: a lost answer makes no
 * second account. Nothing is kept of what was sent or answered (gcTime): both have secrets. */
export function useConnection(channel: Channel, onConnected: (answer: Schemas["ConnectedOut"]) => void) {
  const wish = useRef(newWish());
  return useMutation({
    gcTime: 0,
    mutationFn: async (make: () => Body) => {
      const body = make();
      wish.current = wishFor(wish.current, body);
      const params = { path: { channel_id: channel.id }, header: { "idempotency-key": wish.current.key } };
      const found = await answer(api.POST("/channels/{channel_id}/connections", { params, body }));
      if ("redirect_url" in found) leave(found, channel);
      else {
        wish.current = newWish();
        onConnected(found);
      }
    },
  });
}
