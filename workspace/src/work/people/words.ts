import type { Schemas } from "../../api/client.ts";
import type { Role } from "../../api/queries/roles.ts";
import { moment } from "../../shared/dates.ts";
import { has, t } from "../../shared/texts/index.ts";

type Availability = Schemas["AvailabilityOut"];

/** `Away: outside working hours`. */
export function away({ reason }: Pick<Availability, "reason">): string {
  return reason === null || reason === "chosen" ? t("people.away") : t(`people.away.${reason}`);
}

/** What holds, why, and until when. */
export function availabilityWords(availability: Availability): string {
  const { state, until } = availability;
  const said = state === "available" ? t("people.available") : away(availability);
  return until === null ? said : t("people.until", { state: said, time: moment(until) });
}

/** Those that every desk has are named in the reader's language. */
export function roleName(id: string, roles: readonly Role[] | undefined): string {
  const key = `people.role.${id}`;
  return has(key) ? t(key as "people.role.agent") : (roles?.find((role) => role.id === id)?.name ?? id);
}
