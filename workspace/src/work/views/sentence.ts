import type { FilterValue, Known, View, ViewProperty } from "../../api/queries/views.ts";
import { date, time } from "../../shared/dates.ts";
import { locale } from "../../shared/preferences.ts";
import { number } from "../../shared/sizes.ts";
import { t, type Key } from "../../shared/texts/index.ts";
import { lengthOf, modeOf, type Unit } from "./times.ts";
import type { Option } from "./useOptions.ts";
import { kindOf, listOf } from "./values.ts";
import { operatorLabel, propertyLabel } from "./words.ts";

type Filter = View["filters"][number];
type Options = (property: ViewProperty) => readonly Option[];

/** One filter as one reads it: Owner is me or nobody. */
export function sentenceOf({ property, operator, value }: Filter, known: Known, options: Options): string {
  const of = known.get(property);
  if (!of) return t("views.property.gone", { name: property });
  const label = property === "status" ? t("views.property.status_id") : propertyLabel(of);
  // "Is one of me or nobody" says twice that there are several.
  const compared = operatorLabel(of, operator === "in" ? "is" : operator);
  return [label, compared, said(of, kindOf(of, operator), value, options)].filter(Boolean).join(" ");
}

function said(of: ViewProperty, kind: ReturnType<typeof kindOf>, value: FilterValue, options: Options): string {
  const any = new Intl.ListFormat(locale(), { type: "disjunction" });
  const text = String(value);
  switch (kind) {
    case "none":
      return "";
    case "one":
      return chosen(of, text, options);
    case "many":
      return any.format(listOf(value).map((each) => chosen(of, each, options)));
    case "boolean":
      return t(value ? "property.yes" : "property.no");
    case "length":
      return lengthSaid(text);
    case "time":
      return timeSaid(text);
    case "lines":
      return any.format(listOf(value).map((each) => written(of, each)));
    default:
      return written(of, text);
  }
}

/** To whoever reads it. */
const READERS: Partial<Record<ViewProperty["type"], Record<string, Key>>> = {
  user: { me: "views.said.me", none: "views.said.nobody" },
  team: { my_teams: "views.said.my_teams", none: "views.said.no_team" },
};

function chosen(of: ViewProperty, value: string, options: Options): string {
  const word = READERS[of.type]?.[value] as "views.said.me" | undefined;
  return word ? t(word) : (options(of).find((each) => each.value === value)?.label ?? value);
}

const written = ({ type }: ViewProperty, value: string) =>
  type === "number" ? number(Number(value)) : type === "contact" ? value : `“${value}”`;

const UNITS: Record<Unit, string> = { m: "minute", h: "hour", d: "day", w: "week" };

function lengthSaid(value: string): string {
  const { n, unit } = lengthOf(value);
  return new Intl.NumberFormat(locale(), { style: "unit", unit: UNITS[unit], unitDisplay: "long" }).format(Number(n));
}

function timeSaid(value: string): string {
  const mode = modeOf(value);
  if (mode === "ago" || mode === "ahead") return t(`views.said.${mode}`, { length: lengthSaid(value) });
  if (mode === "day") return date(`${value}T00:00:00`);
  return mode === "moment" ? `${date(value)}, ${time(value)}` : t(`views.time.${mode}`);
}
