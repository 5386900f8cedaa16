import { choiceLabel } from "../../api/property.ts";
import type { Operator, ViewProperty } from "../../api/queries/views.ts";
import { has, t } from "../../shared/texts/index.ts";

/** The API names what every ticket has in English; `contact.name` and the like too. */
export function propertyLabel({ name, label }: ViewProperty): string {
  const key = `views.property.${name}`;
  if (has(key)) return t(key as "views.property.status");
  return label;
}

export function choiceOf(property: ViewProperty, value: string): string {
  const key = `views.choice.${property.name}.${value}`;
  if (has(key)) return t(key as "views.choice.status.open");
  return choiceLabel({ ...property, built_in: property.name === "priority" }, value);
}

/** Of dates, `at_least` is a day and what follows. */
export function operatorLabel({ type }: Pick<ViewProperty, "type">, operator: Operator): string {
  const isTime = type === "date" || type === "datetime";
  if (isTime && (operator === "at_least" || operator === "at_most")) return t(`views.operator.${operator}.time`);
  return t(`views.operator.${operator}`);
}

const SORTED_AS: Partial<Record<ViewProperty["type"], "time" | "word">> = {
  date: "time",
  datetime: "time",
  text: "word",
  url: "word",
};

export const directionLabel = (of: ViewProperty | undefined, direction: "ascending" | "descending"): string =>
  t(`views.sort.${direction}.${(of && SORTED_AS[of.type]) ?? "rank"}`);

type Group = { group: string; items: { value: string; label: string }[] };

/** In the groups in which people look for them. */
export function grouped(properties: readonly ViewProperty[]): Group[] {
  const groupOf = ({ name }: ViewProperty) =>
    name.startsWith("contact.") ? "contact" : name.startsWith("properties.") ? "own" : "ticket";
  return (["ticket", "own", "contact"] as const)
    .map((group) => ({
      group: t(`views.group.${group}`),
      items: properties
        .filter((each) => groupOf(each) === group)
        .map((each) => ({ value: each.name, label: propertyLabel(each) })),
    }))
    .filter(({ items }) => items.length > 0);
}
