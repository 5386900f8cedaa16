import { Button, NativeSelect } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { Empty } from "../../shared/Empty.tsx";
import { Further } from "../../shared/Further.tsx";
import { t } from "../../shared/texts/index.ts";
import { Refused } from "../Refused.tsx";
import css from "./deliveries.module.css";
import { DeliveryLog, type Attempted, type Logged } from "./DeliveryLog.tsx";
import { RESULTS, type Result } from "./results.ts";

type Page<A> = { deliveries: A[]; next_cursor: string | null };
type Props<A> = Logged<A> & {
  query: UseInfiniteQueryResult<InfiniteData<Page<A>>>;
  result: Result | undefined;
  onResult(result: Result | undefined): void;
};

/** Every attempt to send something, newest first, by its result. */
export function Deliveries<A extends Attempted>({ query, result, onResult, ...logged }: Props<A>) {
  const { data, error, refetch, hasNextPage, isFetchingNextPage } = query;
  const deliveries = data?.pages.flatMap((page) => page.deliveries);
  return (
    <>
      <div className={css.filters}>
        <NativeSelect
          label={t("deliveries.result")}
          value={result ?? ""}
          data={[
            { value: "", label: t("deliveries.any") },
            ...RESULTS.map((each) => ({ value: each, label: t(`deliveries.result.${each}`) })),
          ]}
          onChange={(event) => onResult(RESULTS.find((each) => each === event.currentTarget.value))}
        />
        <Button variant="default" loading={query.isRefetching && !isFetchingNextPage} onClick={() => void refetch()}>
          {t("deliveries.refresh")}
        </Button>
      </div>
      {error && !data && <Refused error={error} onRetry={() => void refetch()} />}
      {deliveries?.length === 0 && !hasNextPage && (
        <Empty title={t("deliveries.empty")} hint={t("deliveries.empty.hint")} />
      )}
      {deliveries && deliveries.length > 0 && <DeliveryLog {...logged} deliveries={deliveries} />}
      <Further list={query}>{t("deliveries.more")}</Further>
    </>
  );
}
