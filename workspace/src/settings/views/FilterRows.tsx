import "@mantine/core/styles/Input.layer.css";
import { ActionIcon, Button, NativeSelect } from "@mantine/core";
import Plus from "lucide-react/icons/plus";
import X from "lucide-react/icons/x";
import { useState } from "react";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import { useOptions } from "../../work/views/useOptions.ts";
import { kindOf, valueFor } from "../../work/views/values.ts";
import { grouped, operatorLabel } from "../../work/views/words.ts";
import { rowOf, type Known, type Row } from "./form.ts";
import { ValueField } from "./ValueField.tsx";
import css from "./views.module.css";

const MOST = 50;
type Props = {
  rows: Row[];
  known: Known;
  /** What is wrong with a part of a filter. */
  said(row: Row, part: "property" | "operator" | "value"): string | undefined;
  onChange(rows: Row[]): void;
};

/** A ticket is in the view if all of them hold. */
export function FilterRows({ rows, known, said, onChange }: Props) {
  const { optionsOf } = useOptions(known);
  const put = (at: number, row: Row) => onChange(rows.map((each, place) => (place === at ? row : each)));
  const [added, setAdded] = useState<string>();
  const add = () => {
    const row = rowOf(first!, crypto.randomUUID());
    setAdded(row.id);
    onChange([...rows, row]);
  };
  const first = known.get("status") ?? [...known.values()][0];
  return (
    <section className={form.section}>
      <h2 className={form.heading}>{t("views.filters")}</h2>
      <Hint>{t(rows.length ? "views.filters.hint" : "views.filters.empty")}</Hint>
      <ol className={css.rows}>
        {rows.map((row, at) => {
          const of = known.get(row.property);
          const n = at + 1;
          return (
            <li key={row.id} className={css.row}>
              <NativeSelect
                autoFocus={row.id === added}
                aria-label={t("views.filter.property", { n })}
                data={of ? grouped([...known.values()]) : [gone(row.property), ...grouped([...known.values()])]}
                value={row.property}
                error={said(row, "property") && t("views.filter.gone")}
                onChange={(event) => put(at, rowOf(known.get(event.currentTarget.value)!, row.id))}
              />
              <NativeSelect
                aria-label={t("views.filter.operator", { n })}
                data={(of ? operators(of.operators, row.operator) : [row.operator]).map((each) => ({
                  value: each,
                  label: operatorLabel(of ?? { type: "text" }, each),
                }))}
                value={row.operator}
                error={said(row, "operator") && t("views.filter.operator.gone")}
                onChange={(event) => {
                  const operator = event.currentTarget.value as Row["operator"];
                  const value = of ? valueFor(kindOf(of, row.operator), kindOf(of, operator), row.value) : row.value;
                  put(at, { ...row, operator, value });
                }}
              />
              <div className={css.value}>
                <ValueField
                  label={t("views.filter.value", { n })}
                  of={of}
                  operator={row.operator}
                  value={row.value}
                  options={of ? optionsOf(of) : []}
                  error={said(row, "value")}
                  onChange={(value) => put(at, { ...row, value })}
                />
              </div>
              <ActionIcon
                className={css.remove}
                variant="subtle"
                color="gray"
                size={36}
                aria-label={t("views.filter.remove", { n })}
                onClick={() => onChange(rows.filter((_, place) => place !== at))}
              >
                <X size={16} />
              </ActionIcon>
            </li>
          );
        })}
      </ol>
      <Button
        variant="default"
        size="xs"
        leftSection={<Plus size={14} />}
        disabled={rows.length >= MOST || !first}
        onClick={add}
      >
        {t("views.filter.add")}
      </Button>
    </section>
  );
}

const gone = (name: string) => ({ value: name, label: t("views.property.gone", { name }) });

/** One that the property had before stands there until another one is chosen. */
const operators = (known: readonly Row["operator"][], chosen: Row["operator"]) =>
  known.includes(chosen) ? known : [chosen, ...known];
