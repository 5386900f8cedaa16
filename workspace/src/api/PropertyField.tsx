import "@mantine/core/styles/Input.layer.css";
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState, type ChangeEvent } from "react";
import { Picks } from "../shared/Picks.tsx";
import { t } from "../shared/texts/index.ts";
import { choiceLabel, fromLocal, labelOf, toLocal, type Field } from "./property.ts";
import type { PropertyValue } from "./queries/properties.ts";

type Props = {
  field: Field;
  /** Empty text: none. A number that is none stays text, so that nothing typed is lost. */
  value: PropertyValue;
  error?: string | undefined;
  required?: boolean;
  onChange(value: PropertyValue): void;
};
type Typed = ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>;

const KINDS = { date: "date", url: "url", text: "text" } as const;

/** A value of a ticket property, by its type. */
export function PropertyField(props: Props) {
  const { field, value, error, required = false, onChange } = props;
  const typed = (event: Typed) => onChange(event.currentTarget.value);
  const common = { label: labelOf(field), description: field.description ?? undefined, error, withAsterisk: required };
  switch (field.type) {
    case "choice":
      return <NativeSelect {...common} data={offered(field, value)} value={String(value)} onChange={typed} />;
    case "boolean":
      return (
        <NativeSelect
          {...common}
          data={YES_NO()}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value && event.currentTarget.value === "true")}
        />
      );
    case "multi_choice":
      return (
        <Picks
          label={common.label}
          hint={common.description}
          error={error}
          options={offered(field, value).slice(1)}
          chosen={Array.isArray(value) ? value : []}
          onChange={onChange}
        />
      );
    case "long_text":
      return (
        <Textarea {...common} rows={3} maxLength={field.max_length ?? 10_000} value={String(value)} onChange={typed} />
      );
    case "number":
      return <NumberField {...props} />;
    case "datetime":
      return (
        <TextInput
          {...common}
          type="datetime-local"
          value={toLocal(String(value))}
          onChange={(event) => onChange(fromLocal(event.currentTarget.value))}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          type={KINDS[field.type]}
          maxLength={field.type === "text" ? (field.max_length ?? 500) : undefined}
          value={String(value)}
          onChange={typed}
        />
      );
  }
}

const YES_NO = () => [
  { value: "", label: t("property.none") },
  { value: "true", label: t("property.yes") },
  { value: "false", label: t("property.no") },
];

/** Retired ones only where they are chosen. */
function offered(field: Field, value: PropertyValue) {
  const chosen = Array.isArray(value) ? value : [String(value)];
  const known = field.choices.filter((each) => !each.retired || chosen.includes(each.value));
  return [
    { value: "", label: t("property.none") },
    ...known.map((each) => ({ value: each.value, label: choiceLabel(field, each.value) })),
  ];
}

function NumberField({ field, value, error, required = false, onChange }: Props) {
  const [text, setText] = useState(String(value));
  const shown = numberOf(text) === value ? text : String(value);
  return (
    <TextInput
      label={labelOf(field)}
      description={field.description ?? undefined}
      withAsterisk={required}
      inputMode="decimal"
      value={shown}
      error={error ?? (typeof value === "string" && value.trim() ? t("property.number") : undefined)}
      onChange={(event) => {
        const written = event.currentTarget.value;
        setText(written);
        onChange(numberOf(written) ?? written);
      }}
    />
  );
}

function numberOf(written: string): number | undefined {
  const number = Number(written.trim().replace(",", "."));
  return written.trim() !== "" && Number.isFinite(number) ? number : undefined;
}
