import { useEffect } from "react";
import { useKey } from "../shared/keys/index.ts";
import { useStore } from "../shared/store.ts";
import type { Filters } from "./filters.ts";
import { chooseNone, chooseTicket, choosing, selection } from "./selection.ts";

/** Several tickets of the list are chosen: those of this list, and none of another. */
export function useChoosing(filters: Filters, opened: string | undefined) {
  const list = JSON.stringify(filters);
  useEffect(() => chooseNone, [list]);
  useKey("choose", () => {
    const row = document.activeElement?.closest<HTMLElement>("[data-id]")?.dataset["id"];
    const id = row ?? opened;
    if (id !== undefined) chooseTicket(id);
    else choosing.set(!choosing.get());
  });
  return { chosen: useStore(selection).ids, choosing: useStore(choosing) };
}
