import { Button, Modal, NativeSelect } from "@mantine/core";
import "@mantine/core/styles/Input.layer.css";
import { useState, type FormEvent } from "react";
import { PropertyField } from "../../api/PropertyField.tsx";
import { isEmpty, labelOf } from "../../api/property.ts";
import type { PropertyValue } from "../../api/queries/properties.ts";
import { t } from "../../shared/texts/index.ts";
import { useProperties } from "../useRules.ts";
import type { Change } from "../useTicketChange.ts";
import css from "../work.module.css";

type Props = { count: number; onChange(change: Change): void; onClose(): void };

/** Which property, and its value for all of them. */
export default function BulkProperty({ count, onChange, onClose }: Props) {
  const offered = (useProperties() ?? []).filter((each) => !each.built_in || each.name === "category");
  const [name, setName] = useState("category");
  const [value, setValue] = useState<PropertyValue>("");
  const property = offered.find((each) => each.name === name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange({ properties: { [name]: isEmpty(value) ? null : value } });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("bulk.property.title", { n: count })}
      closeButtonProps={{ "aria-label": t("work.form.cancel") }}
    >
      <form noValidate className={css.form} onSubmit={submit}>
        <NativeSelect
          label={t("bulk.property.which")}
          value={name}
          data={offered.map((each) => ({ value: each.name, label: labelOf(each) }))}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setValue("");
          }}
        />
        {property && <PropertyField key={name} field={property} value={value} onChange={setValue} />}
        <div className={css.end}>
          <Button variant="default" onClick={onClose}>
            {t("work.form.cancel")}
          </Button>
          <Button type="submit">{t(isEmpty(value) ? "bulk.property.clear" : "bulk.property.set", { n: count })}</Button>
        </div>
      </form>
    </Modal>
  );
}
