import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { listDeliveries, type Result } from "../api/queries/accounts.ts";
import { Refused } from "../api/Refused.tsx";
import { Empty } from "../shared/Empty.tsx";
import { Further } from "../shared/Further.tsx";
import { t } from "../shared/texts/index.ts";
import css from "./channels.module.css";
import { DeliveryLog } from "./DeliveryLog.tsx";
import { RESULTS } from "./search.ts";

const route = getRouteApi("/channels/accounts/$accountId");

/** Every attempt to send something to the channel's app, newest first. */
export function Deliveries({ accountId }: { accountId: string }) {
  const { result } = route.useSearch();
  const query = useInfiniteQuery(listDeliveries(accountId, result));
  const { data, error, refetch, hasNextPage, isFetchingNextPage } = query;
  const deliveries = data?.pages.flatMap((page) => page.deliveries);
  return (
    <>
      <div className={css.filters}>
        <ResultFilter accountId={accountId} result={result} />
        <Button variant="default" loading={query.isRefetching && !isFetchingNextPage} onClick={() => void refetch()}>
          {t("channels.deliveries.refresh")}
        </Button>
      </div>
      {error && !data && <Refused error={error} onRetry={() => void refetch()} />}
      {deliveries?.length === 0 && !hasNextPage && (
        <Empty title={t("channels.deliveries.empty")} hint={t("channels.deliveries.empty.hint")} />
      )}
      {deliveries && deliveries.length > 0 && <DeliveryLog deliveries={deliveries} />}
      <Further list={query}>{t("channels.more")}</Further>
    </>
  );
}

function ResultFilter({ accountId, result }: { accountId: string; result: Result | undefined }) {
  const navigate = useNavigate();
  const change = (value: string) => {
    const chosen = RESULTS.find((each) => each === value);
    const search = { tab: "deliveries" as const, result: chosen };
    void navigate({ to: "/channels/accounts/$accountId", params: { accountId }, search, replace: true });
  };
  return (
    <NativeSelect
      label={t("channels.deliveries.result")}
      value={result ?? ""}
      data={[
        { value: "", label: t("channels.deliveries.any") },
        ...RESULTS.map((each) => ({ value: each, label: t(`channels.result.${each}`) })),
      ]}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
