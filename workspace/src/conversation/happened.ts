import type { TicketEvent } from "../api/timelines.ts";

type Details = TicketEvent["details"];

/** One value that was changed, by its name. Null: it has none. */
export type PropertyChange = { name: string; from: unknown; to: unknown };

/** The statuses between which the ticket moved, as they were called then; null before statuses had names. */
export function movedBetween(details: Details): { from: string; to: string } | null {
  const [from, to] = [named(details["from_status"]), named(details["to_status"])];
  return from && to ? { from, to } : null;
}

export function propertiesChanged(details: Details): readonly PropertyChange[] {
  return Object.entries(record(details["properties"])).map(([name, change]) => ({
    name,
    from: record(change)["from"] ?? null,
    to: record(change)["to"] ?? null,
  }));
}

const named = (status: unknown): string => {
  const name = record(status)["name"];
  return typeof name === "string" ? name : "";
};

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
