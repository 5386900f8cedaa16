import { NativeSelect, TextInput } from "@mantine/core";
import { fromLocal, toLocal } from "../../api/property.ts";
import { t } from "../../shared/texts/index.ts";
import { firstOf, lengthOf, MODES, modeOf, MOMENT_MODES, unitsOf, written, type Unit } from "../../work/views/times.ts";
import css from "./views.module.css";

type Props = { label: string; type: string; value: string; error: string | undefined; onChange(value: string): void };

/** A day or a moment: one for ever, or one that moves along. */
export function TimeField({ label, type, value, error, onChange }: Props) {
  const mode = modeOf(value);
  const modes = type === "date" ? MODES : MOMENT_MODES;
  // Read from left to right it is a sentence: is before 2 days ago.
  return (
    <div className={css.time}>
      {(mode === "ago" || mode === "ahead") && (
        <Length label={label} type={type} value={value} sign={mode === "ago" ? "-" : "+"} onChange={onChange} />
      )}
      <NativeSelect
        key="mode"
        aria-label={label}
        data={modes.map((each) => ({ value: each, label: t(`views.time.${each}`) }))}
        value={mode}
        error={error}
        onChange={(event) => onChange(firstOf(modes.find((each) => each === event.currentTarget.value)!, new Date()))}
      />
      {mode === "day" && (
        <TextInput
          type="date"
          aria-label={t("views.time.day.what", { label })}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {mode === "moment" && (
        <TextInput
          type="datetime-local"
          aria-label={t("views.time.moment.what", { label })}
          value={toLocal(value)}
          onChange={(event) => event.currentTarget.value && onChange(fromLocal(event.currentTarget.value))}
        />
      )}
    </div>
  );
}

/** How far back, until now. */
export const LengthField = (props: Props) => (
  <div className={css.time}>
    <Length {...props} sign="" />
  </div>
);

function Length({ label, type, value, sign, error, onChange }: Omit<Props, "error"> & Sign) {
  const length = lengthOf(value);
  return (
    <>
      <TextInput
        className={css.number}
        inputMode="numeric"
        maxLength={4}
        aria-label={t("views.time.number.what", { label })}
        value={length.n}
        error={error}
        onChange={(event) => onChange(written(sign, { ...length, n: event.currentTarget.value }))}
      />
      <NativeSelect
        aria-label={t("views.time.unit.what", { label })}
        data={unitsOf(type).map((each) => ({ value: each, label: t(`views.time.unit.${each}`) }))}
        value={length.unit}
        onChange={(event) => onChange(written(sign, { ...length, unit: event.currentTarget.value as Unit }))}
      />
    </>
  );
}
type Sign = { sign: "" | "+" | "-"; error?: string | undefined };
