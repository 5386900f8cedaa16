import type { Schemas } from "../../api/client.ts";
import { moment } from "../../shared/dates.ts";
import { t } from "../../shared/texts/index.ts";

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
