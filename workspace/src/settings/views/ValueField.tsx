import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { FilterValue, Operator, ViewProperty } from "../../api/queries/views.ts";
import { Picks } from "../../shared/Picks.tsx";
import { t } from "../../shared/texts/index.ts";
import type { Option } from "../../work/views/useOptions.ts";
import { kindOf, listOf } from "../../work/views/values.ts";
import { LengthField, TimeField } from "./TimeField.tsx";

type Props = {
  label: string;
  /** Nothing: the property is not there any more. */
  of: ViewProperty | undefined;
  operator: Operator;
  value: FilterValue;
  options: readonly Option[];
  error: string | undefined;
  onChange(value: FilterValue): void;
};

/** The value of a filter, by the type of its property and its operator. */
export function ValueField({ label, of, operator, value, options, error, onChange }: Props) {
  const text = value === null ? "" : String(value);
  const common = { "aria-label": label, error };
  if (!of) return text ? <TextInput {...common} value={text} readOnly /> : null;
  const kind = kindOf(of, operator);
  const time = { label, type: of.type, value: text, error, onChange };
  switch (kind) {
    case "none":
      return null;
    case "one":
      return (
        <NativeSelect
          {...common}
          data={[{ value: "", label: t("views.value.choose") }, ...withThose(options, text ? [text] : [])]}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "many":
      return (
        <Picks
          label={label}
          options={withThose(options, listOf(value))}
          chosen={listOf(value)}
          error={error}
          onChange={onChange}
        />
      );
    case "boolean":
      return (
        <NativeSelect
          {...common}
          data={[
            { value: "true", label: t("property.yes") },
            { value: "false", label: t("property.no") },
          ]}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value === "true")}
        />
      );
    case "time":
      return <TimeField {...time} />;
    case "length":
      return <LengthField {...time} />;
    case "lines":
      return (
        <Textarea
          {...common}
          rows={3}
          placeholder={t("views.value.lines")}
          value={listOf(value).join("\n")}
          onChange={(event) => onChange(event.currentTarget.value.split("\n"))}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          maxLength={500}
          inputMode={kind === "number" ? "decimal" : "text"}
          placeholder={placeholder(of)}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

const placeholder = ({ type }: ViewProperty) =>
  type === "contact" ? t("views.value.contact") : type === "number" ? "0" : undefined;

/** An id that nothing has any more still stands there. */
function withThose(options: readonly Option[], chosen: readonly string[]): Option[] {
  const missing = chosen.filter((each) => !options.some(({ value }) => value === each));
  return [...options, ...missing.map((value) => ({ value, label: value }))];
}
