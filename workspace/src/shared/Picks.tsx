import { useId } from "react";
import css from "./picks.module.css";

type Option = { value: string; label: string };
type Props = {
  label: string;
  hint?: string;
  options: readonly Option[];
  chosen: readonly string[];
  error?: string | undefined;
  onChange(chosen: string[]): void;
};

/** Any number of few things, all of them seen. */
export function Picks({ label, hint, options, chosen, error, onChange }: Props) {
  const described = useId();
  const toggled = (value: string) =>
    chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
  return (
    <fieldset className={css.picks} aria-describedby={described}>
      <legend>{label}</legend>
      {hint && <p className={css.hint}>{hint}</p>}
      <div className={css.options}>
        {options.map(({ value, label: name }) => (
          <label key={value} className={css.pick}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              aria-invalid={error ? true : undefined}
              onChange={() => onChange(toggled(value))}
            />
            {name}
          </label>
        ))}
      </div>
      <p id={described} className={css.error}>
        {error}
      </p>
    </fieldset>
  );
}
