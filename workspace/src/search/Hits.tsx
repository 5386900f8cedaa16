import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, type ReactNode } from "react";
import { Refused } from "../api/Refused.tsx";
import { search, type Sought } from "../api/queries/search.ts";
import { Problem, words } from "../api/problems.ts";
import { useSession } from "../session/context.ts";
import { Empty } from "../shared/Empty.tsx";
import { t } from "../shared/texts/index.ts";
import { useTicketNames } from "../tickets/useTicketNames.ts";
import { HitRow, hitKey } from "./HitRow.tsx";
import { remember } from "./recent.ts";
import css from "./search.module.css";
import { useEnd } from "./useEnd.ts";
import { useHitSteps } from "./useHitSteps.ts";

type Props = { sought: Sought; none: ReactNode };

export function Hits({ sought, none }: Props) {
  const query = useInfiniteQuery(search(sought));
  const { data, error, isPlaceholderData, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
  const me = useSession().person()?.id ?? "";
  const found = data !== undefined && !isPlaceholderData;
  useEffect(() => {
    if (found) remember(me, sought.query);
  }, [found, me, sought.query]);
  const hits = useMemo(() => data?.pages.flatMap((page) => page.hits) ?? [], [data]);
  const names = useTicketNames(useMemo(() => hits.map(({ ticket }) => ticket), [hits]));
  const end = useEnd(() => void fetchNextPage(), hasNextPage && !isFetching && !error, data?.pages.length ?? 0);
  const { list, opened, onOpen } = useHitSteps(JSON.stringify(sought), hits.length > 0);
  if (error && !data) return <NotFound error={error} onRetry={() => void query.refetch()} />;
  if (!data) return <Waiting />;
  if (hits.length === 0 && !hasNextPage && !isFetching) return none;
  return (
    <section aria-label={t("search.hits")} aria-busy={isFetching} className={css.around}>
      <p className={css.count} role="status">
        {counted(isPlaceholderData ? undefined : data.pages[0]?.count)}
      </p>
      <ul ref={list} className={css.hits} data-old={isPlaceholderData || undefined}>
        {hits.map((hit) => (
          <HitRow
            key={hitKey(hit)}
            hit={hit}
            account={names.account(hit.ticket.account_id)}
            status={names.place(hit.ticket)}
            opened={hitKey(hit) === opened}
            onOpen={onOpen}
          />
        ))}
      </ul>
      <div ref={end} className={css.end} aria-hidden />
      {isFetchNextPageError && (
        <div role="alert">
          <Refused error={error} onRetry={() => void fetchNextPage()} />
        </div>
      )}
      {!hasNextPage && data.pages.length > 1 && <p className={css.last}>{t("search.end")}</p>}
    </section>
  );
}

/** Null: the API does not count so many. */
function counted(count: number | null | undefined): string {
  if (count === undefined) return t("search.searching");
  return count === null ? t("search.count.many") : t("search.count", { n: count });
}

/** What cannot be found in this way cannot be found by asking again. */
function NotFound({ error, onRetry }: { error: unknown; onRetry(): void }) {
  if (error instanceof Problem && error.status === 400) return <Empty title={words(error)} hint={t("search.intro")} />;
  return <Refused error={error} onRetry={onRetry} />;
}

function Waiting() {
  return (
    <div aria-busy>
      <p className={css.count} role="status">
        {t("search.searching")}
      </p>
      <div aria-hidden className={css.waiting}>
        {Array.from({ length: 6 }, (_, at) => (
          <span key={at} />
        ))}
      </div>
    </div>
  );
}
