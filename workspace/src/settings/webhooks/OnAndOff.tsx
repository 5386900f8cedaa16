import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Failure } from "../../api/Failure.tsx";
import { changeWebhook, webhooksChanged, type Webhook } from "../../api/queries/webhooks.ts";
import { reasonText } from "../../api/reasons.ts";
import { unchanged } from "../../api/versions.ts";
import { at } from "../../shared/dates.ts";
import form from "../../shared/form.module.css";
import { Notice } from "../../shared/Notice.tsx";
import { t } from "../../shared/texts/index.ts";
import { When } from "../../shared/When.tsx";

/** How it goes: failing since when, and until when it is tried; or why it is disabled. */
export function OnAndOff({ webhook }: { webhook: Webhook }) {
  const queries = useQueryClient();
  const off = webhook.state === "disabled";
  const change = useMutation({
    mutationFn: () => changeWebhook(webhook.id, { active: off }, unchanged(webhook)),
    onSettled: () => webhooksChanged(queries),
  });
  return (
    <>
      <State webhook={webhook} />
      <Failure error={change.error} />
      <div className={form.buttons} style={{ marginBlock: "0 1.25rem" }}>
        <Button variant={off ? "filled" : "default"} loading={change.isPending} onClick={() => change.mutate()}>
          {t(off ? "webhooks.enable" : "webhooks.disable")}
        </Button>
      </div>
    </>
  );
}

function State({ webhook }: { webhook: Webhook }) {
  const { state, disabled_reason: why, disabled_at: disabled, failing_since: since, failure } = webhook;
  if (state === "disabled")
    return (
      <Notice tone={why === "by_hand" ? "info" : "bad"} title={why ? t(`webhooks.disabled.${why}`) : undefined}>
        <p>
          {disabled && <When at={disabled} />} {t("webhooks.disabled.hint")}
        </p>
      </Notice>
    );
  if (state === "active" || !since) return <Notice tone="good" title={t("webhooks.active")} />;
  const until = webhook.will_be_disabled_at;
  return (
    <Notice tone="bad" title={t("webhooks.failing")}>
      <p>
        {t("webhooks.failing.since")} <When at={since} />. {failure && reasonText(failure)}
      </p>
      {until && <p>{t("webhooks.failing.until", { at: at(until) })}</p>}
    </Notice>
  );
}
