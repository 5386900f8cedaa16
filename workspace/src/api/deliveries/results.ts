import type { Schemas } from "../client.ts";

export type Result = Schemas["Result"];
export const RESULTS: readonly Result[] = ["SENT", "RETRYING", "FAILED"];

/** A part of an address. Anything else is no result. */
export const resultOf = (given: unknown): Result | undefined => RESULTS.find((result) => result === given);
