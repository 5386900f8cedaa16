import type { Schemas } from "../../api/client.ts";
import type { FilterValue, Known, Operator, View, ViewProperty } from "../../api/queries/views.ts";
import { flawText, type Flaw } from "../../api/reasons.ts";
import { changes } from "../../shared/merged.ts";
import { firstValue, isGiven, kindOf, sentValue } from "../../work/views/values.ts";
import type { From } from "./from.ts";

export type Row = { id: string; property: string; operator: Operator; value: FilterValue };
export type { Known };
export type Direction = Schemas["SortDirection"];
export type ViewForm = {
  name: string;
  filters: Row[];
  sort: string;
  direction: Direction;
  visibility: View["visibility"];
  team: string;
};

export function formOf(found: View | undefined, from: From | undefined): ViewForm {
  const sort = found?.sort[0];
  return {
    name: found?.name ?? "",
    filters: (found?.filters ?? filtersOf(from ?? {})).map((each, at) => ({ id: String(at), ...each })),
    sort: sort?.property ?? "last_activity_at",
    direction: sort?.direction ?? "descending",
    visibility: found?.visibility ?? "private",
    team: found?.team_id ?? "",
  };
}

function filtersOf({ status = "open", account, owner, channel, team }: From): Omit<Row, "id">[] {
  const given = {
    status: status === "any" ? undefined : status,
    channel_id: channel,
    account_id: account,
    owner_id: owner,
    team_id: team,
  };
  return Object.entries(given).flatMap(([property, value]) => (value ? [{ property, operator: "is", value }] : []));
}

export function rowOf(property: ViewProperty, id: string): Row {
  const operator = property.operators[0]!;
  return { id, property: property.name, operator, value: firstValue(kindOf(property, operator)) };
}

/** What is not known any more is sent as it was: the API says at which filter that is. */
export function isWhole({ property, operator, value }: Row, known: Known): boolean {
  const of = known.get(property);
  return !of || isGiven(kindOf(of, operator), of.type, value);
}

function sent({ property, operator, value }: Row, known: Known): Schemas["ViewFilterIn"] {
  const of = known.get(property);
  return { property, operator, value: of ? sentValue(kindOf(of, operator), of.type, value) : value };
}

export const queryOf = (
  { filters, sort, direction }: Pick<ViewForm, "filters" | "sort" | "direction">,
  known: Known,
) => ({ filters: filters.map((row) => sent(row, known)), sort: [{ property: sort, direction }] });

export const bodyOf = (form: ViewForm, known: Known) => ({
  name: form.name.trim(),
  ...queryOf(form, known),
  visibility: form.visibility,
  team_id: form.visibility === "team" ? form.team || null : null,
});

export const patchOf = (form: ViewForm, before: View, known: Known): Schemas["ViewPatchIn"] =>
  changes(bodyOf(form, known), bodyOf(formOf(before, undefined), known));

/** What was said of one filter, wherever it stands now, as long as it is as it was then. */
export function saidOf(row: Row, then: readonly Row[], flaws: readonly Flaw[], part: string): string | undefined {
  const at = then.findIndex((each) => JSON.stringify(each) === JSON.stringify(row));
  const flaw = at < 0 ? undefined : flaws.find(({ field }) => field.startsWith(`filters[${at}].${part}`));
  return flaw && flawText(flaw);
}
