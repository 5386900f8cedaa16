import { lazy, Suspense } from "react";
import { Refused } from "../api/Refused.tsx";
import { DENSITIES, density } from "../shared/preferences.ts";
import { useStore } from "../shared/store.ts";
import { loadLaterTexts, t } from "../shared/texts/index.ts";
import { Chosen } from "./Chosen.tsx";
import { FilterBar } from "./FilterBar.tsx";
import css from "./list.module.css";
import { NoTickets } from "./NoTickets.tsx";
import { Placeholders } from "./Placeholders.tsx";
import { Rows } from "./Rows.tsx";
import { useTickets } from "./useTickets.ts";

const NoView = lazy(async () => (await Promise.all([import("./NoView.tsx"), loadLaterTexts()]))[0]);

export function TicketList({ className }: { className?: string }) {
  const { filters, filter, tickets, next, count, query } = useTickets();
  const nothing = tickets.length === 0 && next === null;
  const height = Math.round(20 + 56 * DENSITIES[useStore(density)]);
  return (
    <section className={`${css.pane} ${className ?? ""}`} aria-label={t("tickets.list.label")}>
      <FilterBar filters={filters} count={count} />
      {query.isPending && <Placeholders height={height} />}
      {query.isError && <Unread view={filters.view} error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && nothing && <NoTickets filters={filters} />}
      {!nothing && (
        <Rows
          key={JSON.stringify(filters)}
          filters={filters}
          filter={filter}
          tickets={tickets}
          next={next}
          busy={query.isFetching}
          height={height}
        />
      )}
      <Chosen tickets={tickets} />
    </section>
  );
}

type Trouble = { view: string | undefined; error: unknown; onRetry(): void };

function Unread({ view, error, onRetry }: Trouble) {
  if (!view) return <Refused error={error} onRetry={onRetry} />;
  return (
    <Suspense>
      <NoView viewId={view} error={error} onRetry={onRetry} />
    </Suspense>
  );
}
