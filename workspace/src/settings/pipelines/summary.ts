import { labelOf } from "../../api/property.ts";
import type { TicketProperty } from "../../api/queries/properties.ts";
import { t } from "../../shared/texts/index.ts";
import type { StatusForm } from "./form.ts";

/** The rules of a status in one line. */
export function summary(
  { required, next, who }: StatusForm,
  statuses: readonly StatusForm[],
  properties: readonly TicketProperty[],
): string {
  const label = (name: string) => {
    const found = properties.find((each) => each.name === name);
    return found ? labelOf(found) : name;
  };
  const named = (id: string) => statuses.find((each) => each.id === id)?.name.trim() ?? id;
  const parts = [
    required.length > 0 && t("pipelines.summary.needs", { names: required.map(label).join(", ") }),
    next && t("pipelines.summary.next", { names: next.map(named).join(", ") }),
    who === "administrators" && t("pipelines.summary.administrators"),
    who === "teams" && t("pipelines.summary.teams"),
  ].filter(Boolean);
  return parts.join(" · ") || t("pipelines.summary.none");
}
