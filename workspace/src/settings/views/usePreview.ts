import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Problem } from "../../api/problems.ts";
import { queryTickets } from "../../api/queries/viewediting.ts";
import { isWhole, queryOf, type Known, type ViewForm } from "./form.ts";

const PAUSE_MS = 400;
const SHOWN = 5;

/** What the view would have, once whoever edits it pauses. A filter without a value is left out until it has one. */
export function usePreview(form: ViewForm, known: Known) {
  const { filters, sort, direction } = form;
  const now = useMemo(() => ({ filters, sort, direction }), [filters, sort, direction]);
  const [asked] = useDebouncedValue(now, PAUSE_MS);
  const rows = asked.filters.filter((row) => isWhole(row, known));
  const found = useQuery(queryTickets(queryOf({ ...asked, filters: rows }, known), SHOWN));
  const flaws = found.error instanceof Problem ? found.error.errors : [];
  return { found, rows, flaws, unfinished: rows.length < asked.filters.length };
}
