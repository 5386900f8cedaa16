import { isEmpty, labelOf, shownValue } from "../api/property.ts";
import { useAgents } from "../api/queries/people.ts";
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
