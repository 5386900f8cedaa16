import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useAccounts } from "../api/queries/channels.ts";
import { listTickets } from "../api/queries/tickets.ts";
import { begun } from "../shared/begun.ts";
import { order } from "../shared/order.ts";
import { useStore } from "../shared/store.ts";
import { isAll, VIEWS } from "./filters.ts";

/** Whether no customer has ever written here, as far as the open and the closed tickets say. */
export function useIsNew(): boolean {
  const filters = useSearch({ from: "/tickets" });
  const empty = useStore(order).length === 0;
  const ready = useStore(begun);
  const { data: accounts } = useAccounts();
  const closed = useQuery({ ...listTickets(VIEWS.closed), enabled: ready && empty && isAll(filters) });
  return empty && (accounts?.length === 0 || (isAll(filters) && closed.data?.tickets.length === 0));
}
