import { fromLocal, toLocal } from "../api/property.ts";
import type { PropertyValue, TicketProperty } from "../api/queries/properties.ts";

/** A property whose value is typed. */
export type Written = Pick<TicketProperty, "name" | "built_in"> & {
  choices: readonly TicketProperty["choices"][number][];
  type: Exclude<TicketProperty["type"], "choice" | "multi_choice" | "boolean">;
};

export const isWritten = (property: TicketProperty): property is TicketProperty & Written =>
  !["choice", "multi_choice", "boolean"].includes(property.type);

/** The value as the field has it. */
export function textOf({ type }: Pick<Written, "type">, value: PropertyValue | null): string {
  if (value === null) return "";
  return type === "datetime" ? toLocal(String(value)) : String(value);
}

type Read = { value: string | number | null } | { wrong: "number" | "url" };

/** What somebody typed; empty is no value. */
export function readText({ type }: Pick<Written, "type">, written: string): Read {
  const text = type === "long_text" ? written.trimEnd() : written.trim();
  if (!text.trim()) return { value: null };
  if (type === "datetime") return { value: fromLocal(text) };
  if (type === "url") return readUrl(text);
  if (type !== "number") return { value: text };
  const number = Number(text.replace(",", "."));
  return Number.isFinite(number) ? { value: number } : { wrong: "number" };
}

/** People leave out what every address begins with. */
function readUrl(text: string): Read {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  return /^https?:\/\/[^\s/]+/i.test(whole) && !/\s/.test(whole) ? { value: whole } : { wrong: "url" };
}
