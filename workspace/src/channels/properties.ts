/** Ticket properties as rows of a form. */
export type Property = { name: string; type: "text" | "number" | "yes_no"; value: string };

type Properties = Record<string, string | number | boolean | string[]>;

export const NO_PROPERTY: Property = { name: "", type: "text", value: "" };

export function rowsOf(properties: Properties): Property[] {
  return Object.entries(properties).map(([name, value]) => ({ name, type: typeOf(value), value: String(value) }));
}

const typeOf = (value: Properties[string]): Property["type"] =>
  typeof value === "boolean" ? "yes_no" : typeof value === "number" ? "number" : "text";

/** Rows in which nothing is written are no properties. */
export function propertiesOf(rows: readonly Property[]): Properties {
  const entries = rows
    .filter(({ name, value }) => name.trim() || value.trim())
    .map((row) => [row.name.trim(), of(row)]);
  return Object.fromEntries(entries) as Properties;
}

function of({ type, value }: Property): string | number | boolean {
  if (type === "yes_no") return value === "true";
  return type === "number" ? Number(value) : value;
}

/** What is wrong with one row: its name is missing, or there twice; or its number is none. */
export function troubleOf(rows: readonly Property[], at: number): "name" | "twice" | "number" | undefined {
  const row = rows[at]!;
  const name = row.name.trim();
  if (!name) return row.value.trim() ? "name" : undefined;
  if (rows.findIndex((each) => each.name.trim() === name) !== at) return "twice";
  const written = row.value.trim();
  return row.type === "number" && (written === "" || !Number.isFinite(Number(written))) ? "number" : undefined;
}
