import { useQuery } from "@tanstack/react-query";
import { loadMore, type TicketFilter } from "../api/queries/tickets.ts";

/** Reads the next page when the end of the list is near. After a refusal the person decides when to ask again. */
export function useMore(filter: TicketFilter, next: string | null, nearEnd: boolean) {
  return useQuery({
    queryKey: ["moreTickets", filter, next],
    queryFn: async ({ client, signal }) => {
      if (next !== null) await loadMore(client, filter, next, signal);
      return null;
    },
    enabled: nearEnd && next !== null,
    staleTime: Infinity,
    gcTime: 0,
  });
}
