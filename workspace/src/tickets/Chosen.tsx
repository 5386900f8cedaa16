import { lazy, Suspense } from "react";
import type { Ticket } from "../api/queries/tickets.ts";
import { useStore } from "../shared/store.ts";
import { loadLaterTexts } from "../shared/texts/index.ts";
import { bulkJob } from "../work/bulk/job.ts";
import { chooseNone, chooseTickets, choosing, selection } from "./selection.ts";

const BulkBar = lazy(async () => (await Promise.all([import("../work/bulk/BulkBar.tsx"), loadLaterTexts()]))[0]);

/** Below the list, while somebody chooses tickets or a change of many goes on. */
export function Chosen({ tickets }: { tickets: readonly Ticket[] }) {
  const { ids } = useStore(selection);
  const going = useStore(bulkJob);
  if (!useStore(choosing) && !going) return null;
  return (
    <Suspense>
      <BulkBar
        chosen={tickets.filter(({ id }) => ids.has(id))}
        loaded={tickets.length}
        onAll={() => chooseTickets(tickets.map(({ id }) => id))}
        onChoose={chooseTickets}
        onNone={chooseNone}
      />
    </Suspense>
  );
}
