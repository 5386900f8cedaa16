import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Deliveries } from "../../api/deliveries/Deliveries.tsx";
import type { Result } from "../../api/deliveries/results.ts";
import { Failure } from "../../api/Failure.tsx";
import {
  listWebhookDeliveries,
  replayDelivery,
  sendTestEvent,
  webhooksChanged,
  type Webhook,
} from "../../api/queries/webhooks.ts";
import { announce } from "../../shared/announce.ts";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import { TYPES } from "./form.ts";

/** What was sent to it, and a test event that shows whether it is received. */
export function WebhookLog({ webhook: { id } }: { webhook: Webhook }) {
  const queries = useQueryClient();
  const [result, setResult] = useState<Result>();
  const test = useMutation({
    mutationFn: () => sendTestEvent(id),
    onSuccess: async () => {
      announce(t("webhooks.test.sent"));
      await webhooksChanged(queries);
    },
  });
  return (
    <section className={form.section}>
      <h2 className={form.heading}>{t("deliveries")}</h2>
      <Hint>{t("webhooks.test.hint")}</Hint>
      <Failure error={test.error} />
      <div className={form.buttons} style={{ marginBlockEnd: "1.25rem" }}>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {t("webhooks.test")}
        </Button>
        {test.isSuccess && <span className={form.saved}>{t("webhooks.test.sent")}</span>}
      </div>
      <Deliveries
        query={useInfiniteQuery(listWebhookDeliveries(id, result))}
        result={result}
        onResult={setResult}
        named={nameOf}
        replay={(delivery) => replayDelivery(id, delivery.id)}
        onReplayed={() => webhooksChanged(queries)}
      />
    </section>
  );
}

/** A type that this page does not know keeps the API's name. */
function nameOf(type: string): string {
  const known = TYPES.find((each) => each === type);
  if (known) return t(`webhooks.type.${known}`);
  return type === "webhook_subscription.test" ? t("webhooks.test.event") : type;
}
