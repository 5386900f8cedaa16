import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { accountChanged, type AccountDetails } from "../api/queries/accounts.ts";
import { useMay } from "../api/queries/people.ts";
import { announce } from "../shared/announce.ts";
import { time } from "../shared/dates.ts";
import form from "../shared/form.module.css";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import { When } from "../shared/When.tsx";

/** Replies that do not get through: since when, how many wait, when the desk tries again by itself. */
export function DeliveryHealth({ account: { id, delivery } }: { account: AccountDetails }) {
  const mayTry = useMay("channels.write");
  if (delivery.state === "healthy") return null;
  const { failing_since: since, next_probe_at: next, waiting_replies: waiting } = delivery;
  return (
    <Notice tone={next ? "bad" : "info"} title={t(next ? "channels.outage" : "channels.outage.over")}>
      {next && since && (
        <p>
          {t("channels.outage.since")} <When at={since} />
        </p>
      )}
      <p>{t("channels.outage.waiting", { n: waiting })}</p>
      {next && (
        <>
          <p>{t("channels.outage.next", { time: time(next) })}</p>
          {mayTry && <TryNow accountId={id} />}
        </>
      )}
    </Notice>
  );
}

function TryNow({ accountId }: { accountId: string }) {
  const queries = useQueryClient();
  const redrive = useMutation({
    mutationFn: () =>
      answer(api.POST("/channel-accounts/{account_id}/redrives", { params: { path: { account_id: accountId } } })),
    onSuccess: async () => {
      announce(t("channels.outage.trying"));
      await accountChanged(queries, accountId);
    },
  });
  return (
    <>
      <div className={form.buttons} style={{ marginBlockStart: "0.625rem" }}>
        <Button size="xs" loading={redrive.isPending} onClick={() => redrive.mutate()}>
          {t("channels.outage.try")}
        </Button>
        {redrive.isSuccess && <span>{t("channels.outage.trying")}</span>}
      </div>
      <Failure error={redrive.error} />
    </>
  );
}
