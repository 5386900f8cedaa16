import { lazy, Suspense, useEffect } from "react";
import { useStore } from "../shared/store.ts";
import { askedHere, asking } from "./asking.ts";

const StatusForm = lazy(() => import("./StatusForm.tsx"));

/** The form of what a status demands, when something is refused for want of it. Once, where the ticket is. */
export function Asking({ ticketId }: { ticketId: string }) {
  const asked = useStore(asking);
  useEffect(() => askedHere(ticketId), [ticketId]);
  if (asked?.ticket_id !== ticketId) return null;
  return (
    <Suspense>
      <StatusForm asked={asked} />
    </Suspense>
  );
}
