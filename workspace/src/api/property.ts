import { date, time } from "../shared/dates.ts";
import { language } from "../shared/preferences.ts";
import { t } from "../shared/texts/index.ts";
import type { TicketProperty } from "./queries/properties.ts";

/** What a form needs to know of a property. */
export type Field = Pick<
  TicketProperty,
  "name" | "type" | "description" | "choices" | "max_length" | "minimum" | "maximum"
> & { label: string; built_in?: boolean };

const BUILT_IN = ["name", "priority", "category", "owner_id"] as const;
const PRIORITIES = ["low", "medium", "high", "urgent"] as const;

/** The API names what every ticket has in English. */
export function labelOf({ name, label, built_in }: Pick<Field, "name" | "label" | "built_in">): string {
  const known = built_in ? BUILT_IN.find((each) => each === name) : undefined;
  return known ? t(`property.label.${known}`) : label;
}

export function choiceLabel(
  { name, choices, built_in }: Pick<Field, "name" | "choices" | "built_in">,
  value: string,
): string {
  const priority = built_in && name === "priority" ? PRIORITIES.find((each) => each === value) : undefined;
  return priority ? t(`property.priority.${priority}`) : (choices.find((each) => each.value === value)?.label ?? value);
}

type Described = Pick<Field, "name" | "type" | "built_in"> & { choices: readonly Field["choices"][number][] };

/** A value in words; as it is, where the desk does not know the property. */
export function shownValue(property: Described | undefined, value: unknown): string {
  if (typeof value === "boolean") return t(value ? "property.yes" : "property.no");
  if (Array.isArray(value)) return value.map((each) => shownValue(property, each)).join(", ");
  if (!property) return String(value);
  switch (property.type) {
    case "date":
      return date(`${String(value)}T00:00:00`);
    case "datetime":
      return `${date(String(value))}, ${time(String(value))}`;
    case "choice":
    case "multi_choice":
      return choiceLabel({ ...property, choices: [...property.choices] }, String(value));
    case "number":
      return new Intl.NumberFormat(language.get()).format(Number(value));
    default:
      return String(value);
  }
}

/** A moment as the browser's own field has it: in the reader's zone, without seconds. */
export function toLocal(moment: string): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return "";
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export const fromLocal = (written: string): string => (written ? new Date(written).toISOString() : "");

export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
