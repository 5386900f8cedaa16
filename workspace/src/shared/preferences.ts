import { stored } from "./stored.ts";

/** By how much each space grows or shrinks: the value of --density. */
export const DENSITIES = { compact: 0.75, normal: 1, roomy: 1.3 } as const;
export type Density = keyof typeof DENSITIES;

export const LANGUAGES = { en: "English", nl: "Nederlands" } as const;
export type Language = keyof typeof LANGUAGES;

const among =
  <K extends string>(choices: Record<K, unknown>) =>
  (value: unknown) =>
    typeof value === "string" && Object.hasOwn(choices, value) ? (value as K) : undefined;
const boolean = (value: unknown) => (typeof value === "boolean" ? value : undefined);

export const density = stored<Density>("density", "normal", among(DENSITIES));
export const language = stored<Language>("language", spoken(), among(LANGUAGES));
/** Single keys such as `j`; those with Ctrl work always. */
export const singleKeys = stored<boolean>("keys", true, boolean);
/** The side panel of a ticket. On a narrow screen it lies over the conversation, so there it waits to be asked for. */
export const panel = stored<boolean>("panel", wide(), boolean);

function wide(): boolean {
  return globalThis.matchMedia?.("(min-width: 64em)").matches ?? true;
}

/** Of the chosen language, the kind that the browser speaks: dates in Britain are not those of America. */
export function locale(): string {
  const chosen = language.get();
  return globalThis.navigator?.languages?.find((tag) => tag.split("-")[0] === chosen && isTag(tag)) ?? chosen;
}

/** A browser without a language says `en-US@posix`, of which no date can be made. */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

function spoken(): Language {
  const wanted = (globalThis.navigator?.languages ?? []).map((tag) => tag.split("-")[0] ?? "");
  return wanted.find((tag): tag is Language => Object.hasOwn(LANGUAGES, tag)) ?? "en";
}
