import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { accountChanged, getHealth } from "../api/queries/accounts.ts";
import { useMay } from "../api/queries/people.ts";
import { Hint } from "../shared/Hint.tsx";
import form from "../shared/form.module.css";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import { When } from "../shared/When.tsx";

const TONES = { ok: "good", attention: "bad", unknown: "info" } as const;

/** Asks the service itself whether messages arrive: only when somebody wants to know. */
export function Health({ accountId }: { accountId: string }) {
  const { data: health, error, isFetching, refetch } = useQuery({ ...getHealth(accountId), enabled: false });
  return (
    <section className={form.section}>
      <h2 className={form.heading}>{t("channels.health")}</h2>
      <Hint>{t("channels.health.hint")}</Hint>
      <Failure error={error} />
      {health && (
        <Notice tone={TONES[health.status]} title={t(`channels.health.${health.status}`)}>
          {health.problem && <p>{health.problem}</p>}
          {health.waiting !== null && health.waiting > 0 && (
            <p>{t("channels.health.waiting", { n: health.waiting })}</p>
          )}
          {health.last_error && (
            <p>
              {t("channels.health.last_error")} <When at={health.last_error.at} />: {health.last_error.reason}
            </p>
          )}
        </Notice>
      )}
      <div className={form.buttons}>
        <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
          {t("channels.health.ask")}
        </Button>
        {useMay("channels.write") && <Reconnect accountId={accountId} />}
      </div>
    </section>
  );
}

function Reconnect({ accountId }: { accountId: string }) {
  const queries = useQueryClient();
  const reconnect = useMutation({
    mutationFn: () =>
      answer(api.POST("/channel-accounts/{account_id}/reconnect", { params: { path: { account_id: accountId } } })),
    onSuccess: () => accountChanged(queries, accountId),
  });
  return (
    <>
      <Button variant="default" loading={reconnect.isPending} onClick={() => reconnect.mutate()}>
        {t("channels.health.reconnect")}
      </Button>
      <Failure error={reconnect.error} />
    </>
  );
}
