import { NativeSelect } from "@mantine/core";
import { useEffect, useRef } from "react";
import { PropertyField } from "../api/PropertyField.tsx";
import { labelOf } from "../api/property.ts";
import { useActiveAgents } from "../api/queries/people.ts";
import type { PropertyValue, TicketProperty } from "../api/queries/properties.ts";
import { t } from "../shared/texts/index.ts";

type Props = {
  property: TicketProperty;
  value: PropertyValue;
  error: string | undefined;
  first: boolean;
  onChange(value: PropertyValue): void;
};

/** A field of the form. The first one has the focus. */
export function Needed({ property, value, error, first, onChange }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (first) box.current?.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }, [first]);
  return (
    <div ref={box} data-autofocus={first || undefined}>
      {property.built_in && property.name === "owner_id" ? (
        <Owner label={labelOf(property)} value={String(value)} error={error} onChange={onChange} />
      ) : (
        <PropertyField field={property} value={value} error={error} required onChange={onChange} />
      )}
    </div>
  );
}

type OwnerProps = { label: string; value: string; error: string | undefined; onChange(value: string): void };

function Owner({ label, value, error, onChange }: OwnerProps) {
  const { data: agents = [] } = useActiveAgents();
  return (
    <NativeSelect
      label={label}
      value={value}
      error={error}
      withAsterisk
      data={[{ value: "", label: t("property.none") }, ...agents.map(({ id, name }) => ({ value: id, label: name }))]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
