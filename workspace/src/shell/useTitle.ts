import { useEffect } from "react";
import { unreadTickets } from "../shared/unread.ts";
import { useStore } from "../shared/store.ts";

/** `(3) Kanaal`: seen from another tab, too. */
export function useTitle(): void {
  const count = useStore(unreadTickets);
  useEffect(() => {
    document.title = count > 0 ? `(${count}) Kanaal` : "Kanaal";
  }, [count]);
}
