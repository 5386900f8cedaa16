import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/PasswordInput.layer.css";
import "@mantine/core/styles/Checkbox.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import { Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { t } from "../shared/texts/index.ts";
import { troubleOf, type Entered, type Field, type Trouble } from "./fields.ts";

type Props = {
  fields: Field[];
  entered: Entered;
  /** All that is wrong is shown, not only what was touched: somebody tried to send it. */
  tried: boolean;
  /** What the API says about a field, by its name. */
  refused(name: string): string | undefined;
  onChange(entered: Entered): void;
};

export function CredentialFields({ fields, entered, tried, refused, onChange }: Props) {
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  return fields.map((field) => {
    const trouble = tried || touched.has(field.name) ? troubleOf(field, entered[field.name]) : undefined;
    return (
      <CredentialField
        key={field.name}
        field={field}
        value={entered[field.name]}
        error={trouble ? said(trouble) : refused(field.name)}
        onChange={(value) => onChange({ ...entered, [field.name]: value })}
        onBlur={() => setTouched(new Set([...touched, field.name]))}
      />
    );
  });
}

type FieldProps = {
  field: Field;
  value: string | boolean | undefined;
  error: string | undefined;
  onChange(value: string | boolean): void;
  onBlur(): void;
};

/** Nothing here is for the browser to remember, nor for its spelling service to read. */
const PRIVATE = { autoComplete: "off", spellCheck: false, autoCapitalize: "none", "data-1p-ignore": true } as const;

function CredentialField({ field, value, error, onChange, onBlur }: FieldProps) {
  const { title: label, description, required: withAsterisk, choices, type } = field;
  if (type === "boolean" && !choices) {
    return (
      <Checkbox
        {...{ label, description, error }}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  const text = typeof value === "string" ? value : "";
  const shared = { label, description, error, withAsterisk, onBlur, "aria-required": withAsterisk, value: text };
  if (choices) {
    const data = [{ value: "", label: t("channels.field.choose") }, ...choices.map(String)];
    return <NativeSelect {...shared} data={data} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  if (field.secret) {
    const toggle = { "aria-label": t("channels.field.show", { field: label }) };
    return (
      <PasswordInput
        {...shared}
        {...PRIVATE}
        autoComplete="new-password"
        aria-invalid={error !== undefined || undefined}
        visibilityToggleButtonProps={toggle}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  // A text of many lines, such as a bot's commands.
  if (type === "string" && (field.longest ?? 0) > 2500) {
    return <Textarea {...shared} {...PRIVATE} rows={3} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  const inputMode = type === "string" ? (field.format === "uri" ? "url" : "text") : "decimal";
  return (
    <TextInput
      {...shared}
      {...PRIVATE}
      inputMode={inputMode}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function said(trouble: Trouble): string {
  return "n" in trouble ? t(`channels.field.${trouble.kind}`, { n: trouble.n }) : t(`channels.field.${trouble.kind}`);
}
