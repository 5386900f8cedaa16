import { has, t, type Key } from "../shared/texts/index.ts";

/** Why something is not as somebody wants it: a stable code, and the API's own words for it in English. */
type Reason = { code?: string | null; reason: string };
type OfReasons = Extract<Key, `reasons.${string}`>;
type OfFlaws = Extract<Key, `flaws.${string}`>;

/** What is wrong with a value. `limit`: how many or how much it may be. */
export type Flaw = { field: string; message: string; code?: string | null; limit?: number | null };

/** In the reader's language. The API's own words if this page does not know the code, or if they are somebody else's:
 * what an app reported, and what a service said. */
export const reasonText = ({ code, reason }: Reason): string => textOf(code) ?? reason;

/** Undefined for a code that this page does not know. */
export function textOf(code: string | null | undefined): string | undefined {
  const status = /^status_(\d+)$/.exec(code ?? "")?.[1];
  const key = `reasons.${status ? "status" : code}`;
  return has(key) ? t(key as OfReasons, { status: status ?? "" }) : undefined;
}

/** In the reader's language, or in the API's own words: many flaws have no code, and a code can be newer than the page. */
export function flawText({ code, message, limit }: Flaw): string {
  const key = `flaws.${code}`;
  return has(key) ? t(key as OfFlaws, { limit: limit ?? "" }) : message;
}
