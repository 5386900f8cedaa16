import type { FilterValue, Operator, ViewProperty } from "../../api/queries/views.ts";

/** How the value of a filter is given. */
export type Kind = "none" | "one" | "many" | "text" | "number" | "lines" | "boolean" | "time" | "length";

/** What has choices, or ids of something that the desk knows. */
const CHOSEN: readonly ViewProperty["type"][] = [
  "choice",
  "multi_choice",
  "user",
  "team",
  "account",
  "channel",
  "inbox",
  "pipeline",
  "status",
  "property",
];

export function kindOf({ type }: Pick<ViewProperty, "type">, operator: Operator): Kind {
  if (operator === "is_empty" || operator === "is_not_empty") return "none";
  if (operator === "within_last") return "length";
  if (CHOSEN.includes(type)) return operator === "in" ? "many" : "one";
  if (operator === "in") return "lines";
  if (type === "date" || type === "datetime") return "time";
  return type === "boolean" || type === "number" ? type : "text";
}

const FIRST: Record<Kind, FilterValue> = {
  none: null,
  one: "",
  many: [],
  text: "",
  number: "",
  lines: [],
  boolean: true,
  time: "today",
  length: "7d",
};

/** The value for another operator or property: what still fits stays. */
export function valueFor(from: Kind, to: Kind, value: FilterValue): FilterValue {
  if (from === to) return value;
  if (from === "one" && to === "many") return value === "" ? [] : [value as string];
  if (from === "many" && to === "one") return (value as string[])[0] ?? "";
  return FIRST[to];
}
export const firstValue = (kind: Kind): FilterValue => FIRST[kind];

const numbered = (written: unknown): unknown => {
  const number = Number(String(written).trim().replace(",", "."));
  return String(written).trim() !== "" && Number.isFinite(number) ? number : written;
};

/** As the API takes it. */
export function sentValue(kind: Kind, type: ViewProperty["type"], value: FilterValue): FilterValue {
  if (kind === "none") return null;
  if (kind === "number") return numbered(value) as FilterValue;
  if (kind !== "lines") return typeof value === "string" ? value.trim() : value;
  const lines = listOf(value).filter((each) => each.trim());
  return lines.map((each) => (type === "number" ? (numbered(each) as number) : each.trim()));
}

export const listOf = (value: FilterValue): string[] => (Array.isArray(value) ? value.map(String) : []);

export function isGiven(kind: Kind, type: ViewProperty["type"], value: FilterValue): boolean {
  const sent = sentValue(kind, type, value);
  if (kind === "none" || kind === "boolean") return true;
  if (kind === "number") return typeof sent === "number";
  if (kind === "length") return /^\d+[mhdw]$/.test(String(sent));
  if (kind === "time") return !/^[+-][mhdw]$/.test(String(sent)) && sent !== "";
  if (Array.isArray(sent)) return sent.length > 0 && (type !== "number" || sent.every((n) => typeof n === "number"));
  return sent !== "" && sent !== null;
}
