import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
import Plus from "lucide-react/icons/plus";
import X from "lucide-react/icons/x";
import type { Problem } from "../api/problems.ts";
import { Hint } from "../shared/Hint.tsx";
import css from "../shared/form.module.css";
import { t } from "../shared/texts/index.ts";
import { NO_PROPERTY, troubleOf, type Property } from "./properties.ts";

const TYPES = ["text", "number", "yes_no"] as const;

type Props = { rows: Property[]; error: Problem | undefined; tried: boolean; onChange(rows: Property[]): void };

/** What every new ticket gets: a priority, a team, whatever the desk's reports go by. */
export function PropertyRows({ rows, error, tried, onChange }: Props) {
  const refused = error?.at("ticket_properties");
  return (
    <fieldset className={css.group} style={{ marginBlockStart: "1rem" }}>
      <legend>{t("channels.properties")}</legend>
      <Hint>{t("channels.properties.hint")}</Hint>
      <div className={css.stack} style={{ marginBlock: "0.5rem" }}>
        {rows.map((row, at) => {
          const trouble = tried || row.name ? troubleOf(rows, at) : undefined;
          return (
            <PropertyRow
              key={at}
              row={row}
              number={at + 1}
              error={trouble ? t(`channels.properties.${trouble}`) : error?.at(`ticket_properties.${row.name.trim()}`)}
              onChange={(next) => onChange(rows.map((each, place) => (place === at ? next : each)))}
              onRemove={() => onChange(rows.filter((_, place) => place !== at))}
            />
          );
        })}
      </div>
      {refused && (
        <p role="alert" style={{ color: "var(--mantine-color-error)" }}>
          {refused}
        </p>
      )}
      <Button
        variant="default"
        size="xs"
        leftSection={<Plus size={14} />}
        disabled={rows.length >= 50}
        onClick={() => onChange([...rows, NO_PROPERTY])}
      >
        {t("channels.properties.add")}
      </Button>
    </fieldset>
  );
}

type RowProps = {
  row: Property;
  number: number;
  error: string | undefined;
  onChange(row: Property): void;
  onRemove(): void;
};

function PropertyRow({ row, number: n, error, onChange, onRemove }: RowProps) {
  const value = { "aria-label": t("channels.properties.value", { n }), value: row.value };
  return (
    <div className={css.pair}>
      <TextInput
        aria-label={t("channels.properties.property", { n })}
        placeholder={t("channels.properties.example")}
        value={row.name}
        error={error}
        onChange={(event) => onChange({ ...row, name: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={t("channels.properties.type", { n })}
        data={TYPES.map((type) => ({ value: type, label: t(`channels.properties.type.${type}`) }))}
        value={row.type}
        onChange={(event) => onChange(retyped(row, event.currentTarget.value as Property["type"]))}
      />
      {row.type === "yes_no" ? (
        <NativeSelect
          {...value}
          data={[
            { value: "true", label: t("channels.properties.yes") },
            { value: "false", label: t("channels.properties.no") },
          ]}
          onChange={(event) => onChange({ ...row, value: event.currentTarget.value })}
        />
      ) : (
        <TextInput {...value} onChange={(event) => onChange({ ...row, value: event.currentTarget.value })} />
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        onClick={onRemove}
        aria-label={t("channels.properties.remove", { n })}
      >
        <X size={16} />
      </ActionIcon>
    </div>
  );
}

const retyped = (row: Property, type: Property["type"]): Property => ({
  ...row,
  type,
  value: type === "yes_no" ? "true" : row.type === "yes_no" ? "" : row.value,
});
