import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { answer, api } from "../api/client.ts";
import { Deliveries as Log } from "../api/deliveries/Deliveries.tsx";
import { accountChanged, listDeliveries } from "../api/queries/accounts.ts";
import { t } from "../shared/texts/index.ts";

const route = getRouteApi("/channels/accounts/$accountId");
const EVENTS = [
  "OUTGOING_CHANNEL_MESSAGE_CREATED",
  "OUTGOING_CHANNEL_MESSAGE_CHANGED",
  "CHANNEL_ACCOUNT_CREATED",
  "CHANNEL_ACCOUNT_UPDATED",
  "CHANNEL_ACCOUNT_PURGED",
  "CHANNEL_THREAD_STATUS_CHANGED",
  "CHANNEL_THREAD_ASSIGNEE_CHANGED",
] as const;

/** What was sent to the channel's app. */
export function Deliveries({ accountId }: { accountId: string }) {
  const { result } = route.useSearch();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <Log
      query={useInfiniteQuery(listDeliveries(accountId, result))}
      result={result}
      onResult={(result) => {
        const search = { tab: "deliveries" as const, result };
        void navigate({ to: "/channels/accounts/$accountId", params: { accountId }, search, replace: true });
      }}
      named={(type) => {
        const event = EVENTS.find((each) => each === type);
        return event ? t(`channels.event.${event}`) : type;
      }}
      replay={({ id }) => {
        const params = { path: { account_id: accountId, delivery_id: id } };
        return answer(api.POST("/channel-accounts/{account_id}/deliveries/{delivery_id}/replay", { params }));
      }}
      onReplayed={async () => {
        await queries.invalidateQueries({ queryKey: ["listDeliveries", accountId] });
        await accountChanged(queries, accountId);
      }}
    />
  );
}
