import type { Schemas } from "../api/client.ts";
import { Problem } from "../api/problems.ts";
import type { PropertyValue } from "../api/queries/properties.ts";

type Actor = Pick<Schemas["ActorOut"], "id" | "name" | "kind">;
/** What somebody else has changed in between, and to what. */
export type Collision = { name: string; value: PropertyValue | null; by: Actor | undefined };

export function collisionOf(error: unknown): readonly Collision[] {
  if (!(error instanceof Problem)) return [];
  const by = record<Actor>(error.more["changed_by"]);
  const current = error.more["current"];
  if (error.code === "already_assigned")
    return [{ name: "owner_id", value: typeof current === "string" ? current : null, by: by["owner_id"] }];
  if (error.code !== "already_changed") return [];
  return Object.entries(record<PropertyValue | null>(current)).map(([name, value]) => ({ name, value, by: by[name] }));
}

const record = <T>(value: unknown): Record<string, T> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, T>) : {};
