/** The form of a channel's credentials, from its own definition: a part of JSON Schema without references and patterns. */

export type Value = string | number | boolean;
export type Field = {
  name: string;
  title: string;
  description: string | undefined;
  type: "string" | "integer" | "number" | "boolean";
  choices: Value[] | undefined;
  secret: boolean;
  required: boolean;
  format: "email" | "uri" | undefined;
  shortest: number | undefined;
  longest: number | undefined;
  least: number | undefined;
  most: number | undefined;
};
/** What was entered: texts as they stand, ticks as they are. */
export type Entered = Record<string, string | boolean>;
export type Trouble =
  | { kind: "missing" | "email" | "uri" | "whole" | "number" }
  | { kind: "short" | "long" | "small" | "large"; n: number };

type Definition = Record<string, unknown>;

const TYPES = ["string", "integer", "number", "boolean"] as const;
const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export function fieldsOf(schema: Definition | null): Field[] {
  const properties = (schema?.["properties"] ?? {}) as Record<string, Definition>;
  const required = (schema?.["required"] ?? []) as string[];
  return Object.entries(properties).map(([name, given]) => ({
    name,
    title: text(given["title"]) ?? name,
    description: text(given["description"]),
    type: TYPES.find((type) => type === given["type"]) ?? "string",
    choices: Array.isArray(given["enum"]) ? (given["enum"] as Value[]) : undefined,
    secret: given["writeOnly"] === true,
    required: required.includes(name),
    format: given["format"] === "email" || given["format"] === "uri" ? given["format"] : undefined,
    shortest: number(given["minLength"]),
    longest: number(given["maxLength"]),
    least: number(given["minimum"]),
    most: number(given["maximum"]),
  }));
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const number = (value: unknown) => (typeof value === "number" ? value : undefined);

/** What is wrong with one field, as far as one sees without asking. The API checks again. */
export function troubleOf(field: Field, entered: string | boolean | undefined): Trouble | undefined {
  if (field.type === "boolean" && !field.choices) return undefined;
  const written = typeof entered === "string" ? entered : "";
  if (written === "") return field.required ? { kind: "missing" } : undefined;
  if (field.choices) return undefined;
  return field.type === "string" ? troubleOfText(field, written) : troubleOfNumber(field, written);
}

function troubleOfText({ format, shortest, longest }: Field, written: string): Trouble | undefined {
  const length = [...written].length;
  if (shortest !== undefined && length < shortest) return { kind: "short", n: shortest };
  if (longest !== undefined && length > longest) return { kind: "long", n: longest };
  if (format === "email" && !ADDRESS.test(written)) return { kind: "email" };
  if (format === "uri" && !isAddress(written)) return { kind: "uri" };
  return undefined;
}

function isAddress(written: string): boolean {
  return !/[^\x21-\x7e]/.test(written) && URL.canParse(written);
}

function troubleOfNumber({ type, least, most }: Field, written: string): Trouble | undefined {
  const value = Number(written);
  if (!Number.isFinite(value) || written.trim() === "") return { kind: "number" };
  if (type === "integer" && !Number.isInteger(value)) return { kind: "whole" };
  if (least !== undefined && value < least) return { kind: "small", n: least };
  if (most !== undefined && value > most) return { kind: "large", n: most };
  return undefined;
}

/** The first thing that is wrong, by the names of the fields. */
export function troublesOf(fields: readonly Field[], entered: Entered): Record<string, Trouble> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const trouble = troubleOf(field, entered[field.name]);
      return trouble ? [[field.name, trouble]] : [];
    }),
  );
}

/** As the API takes them. What was left empty is not sent. */
export function valuesOf(fields: readonly Field[], entered: Entered): Record<string, Value> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = valueOf(field, entered[field.name]);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
}

function valueOf({ type, choices }: Field, entered: string | boolean | undefined): Value | undefined {
  if (entered === undefined || entered === "") return undefined;
  if (choices) return choices.find((choice) => String(choice) === entered);
  if (typeof entered === "boolean" || type === "string") return entered;
  return Number(entered);
}
