import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { accountChanged, type Delivery } from "../api/queries/accounts.ts";
import { announce } from "../shared/announce.ts";
import { time } from "../shared/dates.ts";
import table from "../shared/table.module.css";
import { t } from "../shared/texts/index.ts";
import { When } from "../shared/When.tsx";
import css from "./channels.module.css";

export function DeliveryLog({ deliveries }: { deliveries: Delivery[] }) {
  return (
    <div className={table.wrap} tabIndex={0} role="region" aria-label={t("channels.tab.deliveries")}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{t("channels.deliveries.at")}</th>
            <th>{t("channels.deliveries.result")}</th>
            <th>{t("channels.deliveries.event")}</th>
            <th>{t("channels.deliveries.took")}</th>
            <th>{t("channels.replay")}</th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <Attempt key={delivery.id} delivery={delivery} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Attempt({ delivery }: { delivery: Delivery }) {
  const { attempted_at, result, attempt, failure, type, event_id, duration_ms, next_attempt_at, replay } = delivery;
  return (
    <tr>
      <td className={table.nowrap}>
        <When at={attempted_at} />
      </td>
      <td className={table.wide}>
        {t(`channels.result.${result}`)}
        {failure && (
          <p className={css.reason}>
            {failure.reason} <code>{failure.code}</code>
          </p>
        )}
        {next_attempt_at && (
          <p className={css.kind}>
            {t("channels.deliveries.next")} {time(next_attempt_at)}
          </p>
        )}
      </td>
      <td className={table.wide}>
        {type}
        <p className={css.kind}>
          {event_id} · {t(replay ? "channels.deliveries.replayed" : "channels.deliveries.attempt", { n: attempt })}
        </p>
      </td>
      <td className={table.nowrap}>{t("channels.deliveries.ms", { n: duration_ms })}</td>
      <td>{result !== "RETRYING" && <Replay delivery={delivery} />}</td>
    </tr>
  );
}

function Replay({ delivery: { id, account_id, event_id } }: { delivery: Delivery }) {
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: () => {
      const params = { path: { account_id, delivery_id: id } };
      return answer(api.POST("/channel-accounts/{account_id}/deliveries/{delivery_id}/replay", { params }));
    },
    onSuccess: async () => {
      announce(t("channels.replay.done"));
      await queries.invalidateQueries({ queryKey: ["listDeliveries", account_id] });
      await accountChanged(queries, account_id);
    },
  });
  if (replay.isSuccess) return <span className={css.kind}>{t("channels.replay.done")}</span>;
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={replay.isPending}
        onClick={() => replay.mutate()}
        aria-label={t("channels.replay.what", { event: event_id })}
      >
        {t("channels.replay")}
      </Button>
      <Failure error={replay.error} />
    </>
  );
}
