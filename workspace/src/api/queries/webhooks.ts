import { infiniteQueryOptions, queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";
import type { Result } from "../deliveries/results.ts";

export type Webhook = Schemas["WebhookSubscriptionOut"];

export const listWebhooks = () =>
  queryOptions({
    queryKey: ["listWebhookSubscriptions"],
    queryFn: async ({ signal }) => (await answer(api.GET("/webhook-subscriptions", { signal }))).webhook_subscriptions,
  });

const pathOf = (id: string) => ({ path: { subscription_id: id } });

export const getWebhook = (id: string) =>
  queryOptions({
    queryKey: ["getWebhookSubscription", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/webhook-subscriptions/{subscription_id}", { params: pathOf(id), signal })),
  });

export const listWebhookDeliveries = (id: string, result: Result | undefined) =>
  infiniteQueryOptions({
    queryKey: ["listWebhookDeliveries", id, result],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) => {
      const params = { ...pathOf(id), query: { limit: 50, result, cursor } };
      return answer(api.GET("/webhook-subscriptions/{subscription_id}/deliveries", { params, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const createWebhook = (body: Schemas["WebhookSubscriptionIn"], key: string) =>
  answer(api.POST("/webhook-subscriptions", { params: { header: { "idempotency-key": key } }, body }));

export const changeWebhook = (
  id: string,
  body: Schemas["WebhookSubscriptionPatchIn"],
  header: { "if-match"?: string },
) => answer(api.PATCH("/webhook-subscriptions/{subscription_id}", { params: { ...pathOf(id), header }, body }));

export const deleteWebhook = (id: string, header: { "if-match"?: string }) =>
  answer(api.DELETE("/webhook-subscriptions/{subscription_id}", { params: { ...pathOf(id), header } }));

export const rotateSecret = (id: string, overlap_hours: number) =>
  answer(
    api.POST("/webhook-subscriptions/{subscription_id}/secret-rotations", {
      params: pathOf(id),
      body: { overlap_hours },
    }),
  );

export const sendTestEvent = (id: string) =>
  answer(api.POST("/webhook-subscriptions/{subscription_id}/test-events", { params: pathOf(id) }));

export const replayDelivery = (id: string, delivery_id: string) =>
  answer(
    api.POST("/webhook-subscriptions/{subscription_id}/deliveries/{delivery_id}/replay", {
      params: { path: { subscription_id: id, delivery_id } },
    }),
  );

/** After any change of one, and after an attempt: the list, its page, its log and the trail follow. */
export async function webhooksChanged(queries: QueryClient): Promise<void> {
  const keys = ["listWebhookSubscriptions", "getWebhookSubscription", "listWebhookDeliveries", "listAuditEvents"];
  await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
}
