import type { Schemas } from "../../api/client.ts";
import { has, t } from "../../shared/texts/index.ts";

type Considered = Schemas["ConsideredOut"];

/** Why somebody got it or did not. A reason that this page does not know stays the API's. */
export function passedWords({ user_id, eligible, reason }: Considered, owner: string | null): string {
  if (eligible) return t(user_id === owner ? "decision.chosen" : "decision.eligible");
  return reasonWords(reason ?? "unknown");
}

const reasonWords = (reason: string): string => {
  const key = `decision.passed.${reason}`;
  return has(key) ? t(key as "decision.passed.away") : reason;
};

/** `3 of 5 open tickets`, `3 open tickets`. */
export const loadWords = (open: number, capacity: number | null): string =>
  capacity === null ? t("decision.load", { n: open }) : t("decision.load_of", { n: open, most: capacity });

/** How many more, by why: `2 away, 1 has no room`. */
export const otherWords = (others: Record<string, number>): string =>
  Object.entries(others)
    .map(([reason, n]) => `${n} × ${reason === "eligible" ? t("decision.eligible") : reasonWords(reason)}`)
    .join(", ");
