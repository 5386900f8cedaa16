import "@mantine/core/styles/Input.layer.css";
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { words, type Problem } from "../../api/problems.ts";
import css from "../../shared/form.module.css";
import { t } from "../../shared/texts/index.ts";
import { Fixed } from "../Fixed.tsx";
import { isNumber, nameOf, TYPES, type PropertyForm } from "./form.ts";

export type PartProps = {
  form: PropertyForm;
  problem: Problem | undefined;
  tried: boolean;
  onChange(part: Partial<PropertyForm>): void;
};

/** What it is called, and of which type it is. */
export function Naming({ form, isNew, problem, tried, onChange }: PartProps & { isNew: boolean }) {
  const missing = (written: string) => (tried && !written ? t("settings.missing") : undefined);
  return (
    <section className={css.section}>
      <div className={css.fields} style={{ marginBlockStart: 0 }}>
        <TextInput
          label={t("properties.label")}
          description={t("properties.label.hint")}
          withAsterisk
          maxLength={100}
          value={form.label}
          error={missing(form.label.trim()) ?? problem?.at("label")}
          onChange={(event) => onChange({ label: event.currentTarget.value })}
        />
        {isNew ? (
          <Lasting form={form} problem={problem} tried={tried} onChange={onChange} />
        ) : (
          <>
            <Fixed label={t("properties.name")} value={form.name} code />
            <Fixed label={t("properties.type")} value={t(`properties.type.${form.type}`)} />
          </>
        )}
        <Textarea
          label={t("properties.description")}
          description={t("properties.description.hint")}
          rows={2}
          maxLength={1000}
          value={form.description}
          error={problem?.at("description")}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
      </div>
    </section>
  );
}

/** What is for ever: chosen once. */
function Lasting({ form, problem, tried, onChange }: PartProps) {
  const named = nameOf(form);
  const taken = problem?.code === "property_differs" ? words(problem) : undefined;
  return (
    <>
      <TextInput
        label={t("properties.name")}
        description={t("properties.name.hint")}
        spellCheck={false}
        maxLength={63}
        placeholder={named}
        value={form.name}
        error={(tried && !named ? t("settings.missing") : undefined) ?? problem?.at("name") ?? taken}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label={t("properties.type")}
        description={t("properties.type.hint")}
        data={TYPES.map((value) => ({ value, label: t(`properties.type.${value}`) }))}
        value={form.type}
        error={problem?.at("type")}
        onChange={(event) =>
          onChange({ type: TYPES.find((each) => each === event.currentTarget.value)!, initial: { value: "" } })
        }
      />
      <Limits form={form} problem={problem} tried={tried} onChange={onChange} />
    </>
  );
}

const LIMITS = { minimum: "minimum", maximum: "maximum", longest: "max_length" } as const;

function Limits({ form, problem, onChange }: PartProps) {
  const names =
    form.type === "number"
      ? (["minimum", "maximum"] as const)
      : form.type === "text" || form.type === "long_text"
        ? (["longest"] as const)
        : [];
  return names.map((name) => (
    <TextInput
      key={name}
      label={t(`properties.${name}`)}
      inputMode="decimal"
      value={form[name]}
      error={isNumber(form[name]) ? problem?.at(LIMITS[name]) : t("property.number")}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  ));
}
