import { choiceLabel, isEmpty, labelOf } from "../api/property.ts";
import { useAgents } from "../api/queries/people.ts";
import type { TicketProperty } from "../api/queries/properties.ts";
import { date, time } from "../shared/dates.ts";
import { language } from "../shared/preferences.ts";
import { t } from "../shared/texts/index.ts";
import { usePipelines, useProperties } from "./useRules.ts";

/** What a property is called, and its value, for people. */
export function useShown() {
  const properties = useProperties();
  const pipelines = usePipelines();
  const { data: agents } = useAgents();
  const known = (name: string) => properties?.find((each) => each.name === name);
  const status = (id: string) => pipelines?.flatMap(({ statuses }) => statuses).find((each) => each.id === id)?.name;
  return {
    label: (name: string): string => {
      if (name === "status_id") return t("work.status");
      const property = known(name);
      return property ? labelOf(property) : labelOf({ name, label: name, built_in: true });
    },
    value: (name: string, value: unknown): string => {
      if (isEmpty(value)) return t(name === "owner_id" ? "work.owner.none" : "work.empty");
      if (name === "owner_id") return agents?.find(({ id }) => id === value)?.name ?? t("work.somebody");
      if (name === "status_id") return status(String(value)) ?? String(value);
      return shownValue(known(name), value);
    },
  };
}

type Described = Pick<TicketProperty, "name" | "type" | "built_in"> & {
  choices: readonly TicketProperty["choices"][number][];
};

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
