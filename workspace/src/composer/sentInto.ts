import { stored } from "../shared/stored.ts";

/** Into which status somebody last sent a reply, by person and pipeline. */
export const sentInto = stored<Readonly<Record<string, string>>>("sent_into", {}, (value) =>
  typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "string")
    ? (value as Record<string, string>)
    : undefined,
);

export const placeOf = (person: string, pipeline: string): string => `${person} ${pipeline}`;

/** The status chosen last, if it may follow; else the one that closes. */
export function preferred<S extends { id: string }>(
  allowed: readonly S[],
  last: string | undefined,
  closes: S | undefined,
) {
  return allowed.find(({ id }) => id === last) ?? closes ?? allowed[0];
}
