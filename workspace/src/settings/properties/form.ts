import type { Schemas } from "../../api/client.ts";
import type { Field } from "../../api/property.ts";
import { isEmpty } from "../../api/property.ts";
import type { PropertyType, PropertyValue, TicketProperty } from "../../api/queries/properties.ts";
import { changes } from "../../shared/merged.ts";

/** `fixed`: tickets may have it, so it is retired instead of removed. */
export type ChoiceForm = { id: string; value: string; label: string; retired: boolean; fixed: boolean };

export type PropertyForm = {
  label: string;
  name: string;
  type: PropertyType;
  description: string;
  required: boolean;
  choices: ChoiceForm[];
  /** `value` is empty: a new ticket has none. In a field of its own: its kind is that of the property's type. */
  initial: { value: PropertyValue };
  minimum: string;
  maximum: string;
  longest: string;
};

export const TYPES: readonly PropertyType[] = [
  "text",
  "long_text",
  "number",
  "date",
  "datetime",
  "choice",
  "multi_choice",
  "boolean",
  "url",
];

export const hasChoices = (type: PropertyType): boolean => type === "choice" || type === "multi_choice";
export const newChoice = (id: string): ChoiceForm => ({ id, value: "", label: "", retired: false, fixed: false });

export function formOf(found: TicketProperty | undefined): PropertyForm {
  const written = (value: number | null | undefined) => (value == null ? "" : String(value));
  return {
    label: found?.label ?? "",
    name: found?.name ?? "",
    type: found?.type ?? "text",
    description: found?.description ?? "",
    required: found?.required_on_creation ?? false,
    choices: found?.choices.map((each) => ({ ...each, id: each.value, fixed: true })) ?? [],
    initial: { value: found?.default ?? "" },
    minimum: written(found?.minimum),
    maximum: written(found?.maximum),
    longest: written(found?.max_length),
  };
}

/** `Größe (cm)` becomes `grosse_cm`: programs know a property and a choice by it. */
export function plainName(label: string, longest = 63): string {
  const plain = label.normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_\d]+|_+$/g, "")
    .slice(0, longest);
}

export const nameOf = ({ name, label }: PropertyForm): string => name.trim() || plainName(label);

/** Each once; a choice without a value of its own has it from its words. */
export function valuesOf(choices: readonly ChoiceForm[]): string[] {
  const taken = new Set(choices.map(({ value }) => value.trim()).filter(Boolean));
  return choices.map(({ value, label }) => {
    if (value.trim()) return value.trim();
    const base = plainName(label, 50) || "choice";
    let made = base;
    for (let n = 2; taken.has(made); n += 1) made = `${base}_${n}`;
    taken.add(made);
    return made;
  });
}

/** What can be changed later too. */
function changeable(form: PropertyForm) {
  const values = valuesOf(form.choices);
  return {
    label: form.label.trim(),
    description: form.description.trim() || null,
    required_on_creation: form.required,
    default: isEmpty(form.initial.value) ? null : form.initial.value,
    ...(hasChoices(form.type) && {
      choices: form.choices.map(({ label, retired }, at) => ({ value: values[at]!, label: label.trim(), retired })),
    }),
  };
}

export function bodyOf(form: PropertyForm): Schemas["PropertyIn"] {
  const number = (written: string) => (written.trim() ? Number(written.trim().replace(",", ".")) : null);
  return {
    ...changeable(form),
    name: nameOf(form),
    type: form.type,
    ...(form.type === "number" && { minimum: number(form.minimum), maximum: number(form.maximum) }),
    ...((form.type === "text" || form.type === "long_text") && { max_length: number(form.longest) }),
  };
}

export const patchOf = (form: PropertyForm, before: TicketProperty): Schemas["PropertyPatchIn"] =>
  changes(changeable(form), changeable(formOf(before)));

/** The property as it will be, to choose its default in. */
export function fieldOf(form: PropertyForm): Omit<Field, "label" | "description"> {
  const values = valuesOf(form.choices);
  const choices = form.choices.map(({ label, retired }, at) => ({ value: values[at]!, label, retired }));
  return {
    name: nameOf(form),
    type: form.type,
    choices: choices.filter(({ label, retired }) => label.trim() && !retired),
    max_length: null,
    minimum: null,
    maximum: null,
  };
}

export const isNumber = (written: string): boolean =>
  !written.trim() || Number.isFinite(Number(written.trim().replace(",", ".")));

export const isWhole = (form: PropertyForm): boolean =>
  Boolean(form.label.trim() && nameOf(form)) &&
  [form.minimum, form.maximum, form.longest].every(isNumber) &&
  (!hasChoices(form.type) || form.choices.every(({ label }) => label.trim()));
