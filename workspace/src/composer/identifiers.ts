import { t } from "../shared/texts/index.ts";
import type { Recipient } from "./carried.ts";

/** What is surely wrong with an address; the API knows the rest. */
export function identifierProblem(type: Recipient["type"], typed: string): string | undefined {
  const value = typed.trim();
  if (!value) return t("composer.identifier.missing");
  if (type === "HS_EMAIL_ADDRESS" && !/^[^\s@]+@[^\s@]+$/.test(value)) return t("composer.identifier.email");
  if (type === "HS_PHONE_NUMBER" && !/^\+[\d\s().-]{5,}$/.test(value)) return t("composer.identifier.phone");
  return undefined;
}
