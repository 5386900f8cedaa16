import { ActionIcon, Button, Menu } from "@mantine/core";
import Plus from "lucide-react/icons/plus";
import X from "lucide-react/icons/x";
import { useEffect, useRef } from "react";
import type { Problem } from "../api/problems.ts";
import { labelOf, type Field } from "../api/property.ts";
import { PropertyField } from "../api/PropertyField.tsx";
import css from "../shared/form.module.css";
import { Hint } from "../shared/Hint.tsx";
import { t } from "../shared/texts/index.ts";
import own from "./properties.module.css";
import { changed, type Properties } from "./properties.ts";
import { useTicketFields } from "./useTicketFields.ts";

type Props = { values: Properties; error: Problem | undefined; onChange(values: Properties): void };

/** What every new ticket of the account gets: pipeline, status, priority, the desk's own properties. */
export function TicketProperties({ values, error, onChange }: Props) {
  const fields = useTicketFields(values);
  const list = useRef<HTMLUListElement>(null);
  const added = useRef<string>(undefined);
  useEffect(() => {
    if (added.current)
      list.current
        ?.querySelector<HTMLElement>(`[data-property="${added.current}"] :is(input, select, textarea)`)
        ?.focus();
    added.current = undefined;
  }, [values]);
  const without = (name: string) => Object.fromEntries(Object.entries(values).filter(([each]) => each !== name));
  const left = fields?.filter(({ name }) => !(name in values)) ?? [];
  const refused = error?.at("ticket_properties");
  return (
    <fieldset className={css.group} style={{ marginBlockStart: "1rem" }}>
      <legend>{t("channels.properties")}</legend>
      <Hint>{t("channels.properties.hint")}</Hint>
      <ul ref={list} className={own.properties}>
        {inOrder(Object.keys(values), fields).map((name) => {
          const value = values[name]!;
          const field = fields?.find((each) => each.name === name);
          const said = error?.at(`ticket_properties.${name}`);
          return (
            <li key={name} className={own.property} data-property={name}>
              {field ? (
                <PropertyField
                  field={field}
                  value={value}
                  error={said}
                  onChange={(next) => onChange(changed(values, name, next))}
                />
              ) : (
                <Unknown name={name} value={value} known={fields !== undefined} error={said} />
              )}
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                onClick={() => onChange(without(name))}
                aria-label={t("channels.properties.remove", { name: field ? labelOf(field) : name })}
              >
                <X size={16} />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
      {refused && (
        <p role="alert" style={{ color: "var(--mantine-color-error)" }}>
          {refused}
        </p>
      )}
      <Adding
        fields={left}
        onAdd={(name) => {
          added.current = name;
          onChange({ ...values, [name]: "" });
        }}
      />
    </fieldset>
  );
}

/** As they are offered: a status stays beside its pipeline. */
function inOrder(names: string[], fields: readonly Field[] = []): string[] {
  const known = fields.map(({ name }) => name).filter((name) => names.includes(name));
  return [...known, ...names.filter((name) => !known.includes(name))];
}

function Adding({ fields, onAdd }: { fields: readonly Field[]; onAdd(name: string): void }) {
  return (
    <Menu position="bottom-start" shadow="md" returnFocus={false}>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<Plus size={14} />} disabled={fields.length === 0}>
          {t("channels.properties.add")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="min(22rem, 60vh)" style={{ overflowY: "auto" }}>
        {fields.map((field) => (
          <Menu.Item key={field.name} onClick={() => onAdd(field.name)}>
            {labelOf(field)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

type UnknownProps = { name: string; value: unknown; known: boolean; error: string | undefined };

/** It was set before the desk had properties, or the property was deleted since. */
function Unknown({ name, value, known, error }: UnknownProps) {
  return (
    <div className={own.unknown}>
      <span>
        <code>{name}</code>: {String(value)}
      </span>
      {known && <Hint>{error ?? t("channels.properties.unknown")}</Hint>}
    </div>
  );
}
