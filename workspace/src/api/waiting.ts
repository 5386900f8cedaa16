import type { QueryClient } from "@tanstack/react-query";
import { answer, api } from "./client.ts";
import { addMessage } from "./queries/timeline.ts";
import type { Message } from "./timelines.ts";

const at = ({ id }: Message, sure: boolean) => ({
  path: { message_id: id },
  query: sure ? { even_if_it_may_have_arrived: true } : {},
});

/** Nothing of it will be sent: or the API says why that cannot be promised. */
export async function cancel(queries: QueryClient, message: Message, sure = false): Promise<Message> {
  const cancelled = await answer(api.DELETE("/messages/{message_id}", { params: at(message, sure) }));
  addMessage(queries, cancelled);
  return cancelled;
}

/** The same message once more, under the same id. */
export async function retry(queries: QueryClient, message: Message, sure: boolean): Promise<Message> {
  const params = { path: { message_id: message.id } };
  const body = { even_if_it_may_have_arrived: sure };
  const queued = await answer(api.POST("/messages/{message_id}/retries", { params, body }));
  addMessage(queries, queued);
  return queued;
}
