import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { accountChanged, type Delivery } from "../api/queries/accounts.ts";
import { announce } from "../shared/announce.ts";
import { t } from "../shared/texts/index.ts";
import css from "./deliveries.module.css";

export function Replay({ delivery: { id, account_id, event_id } }: { delivery: Delivery }) {
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
  if (replay.isSuccess) return <span className={css.done}>{t("channels.replay.done")}</span>;
  return (
    <div>
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
    </div>
  );
}
