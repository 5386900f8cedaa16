import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { listTickets } from "../api/queries/tickets.ts";
import type { Tickets } from "../api/tickets.ts";
import { useSession } from "../session/context.ts";
import { useTopic } from "../live/topics.ts";
import { announce } from "../shared/announce.ts";
import { begun } from "../shared/begun.ts";
import { order } from "../shared/order.ts";
import { t } from "../shared/texts/index.ts";
import { queryOf } from "./filters.ts";
import { useKnownFilters } from "./useKnownFilters.ts";
import { useNewer } from "./useNewer.ts";
import { topicOf } from "./topic.ts";

const NOTHING: Pick<Tickets, "tickets" | "next" | "count"> = { tickets: [], next: null };

/** The tickets that the address asks for, kept up to date. */
export function useTickets() {
  const filters = useSearch({ from: "/tickets" });
  const me = useSession().person()?.id ?? "";
  const filter = queryOf(filters, me);
  const query = useQuery({ ...listTickets(filter), enabled: useKnownFilters(filters) });
  const { tickets, next, count } = query.data ?? NOTHING;
  useTopic(query.isError ? undefined : topicOf(filters));
  useEffect(() => {
    if (!query.isPending) begun.set(true);
  }, [query.isPending]);
  useNewer(filter, query.isSuccess, (fresh) => announce(t("tickets.list.new", { n: fresh.length })));
  useEffect(() => order.set(tickets.map((ticket) => ticket.id)), [tickets]);
  return { filters, filter, tickets, next, count, query };
}
