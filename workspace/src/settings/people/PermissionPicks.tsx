import "@mantine/core/styles/Checkbox.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import { Checkbox, Input } from "@mantine/core";
import css from "../../shared/form.module.css";
import { t } from "../../shared/texts/index.ts";
import people from "./people.module.css";
import { PERMISSIONS } from "./permissions.ts";

type Props = {
  label: string;
  hint: string;
  chosen: readonly string[];
  /** Nobody gives away what they do not have themselves; a token has at most what its owner has. */
  allowed: readonly string[];
  error: string | undefined;
  onChange(chosen: string[]): void;
};

export function PermissionPicks({ label, hint, chosen, allowed, error, onChange }: Props) {
  /** In the API's order: what is put back is no change. */
  const toggled = (value: string) =>
    (chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]).sort();
  return (
    <fieldset className={css.group}>
      <legend>{label}</legend>
      <Input.Description>{hint}</Input.Description>
      <div className={`${css.stack} ${people.permissions}`}>
        {PERMISSIONS.map((each) => (
          <Checkbox
            key={each}
            label={t(`people.may.${each}`)}
            checked={chosen.includes(each)}
            disabled={!allowed.includes(each)}
            aria-invalid={error ? true : undefined}
            onChange={() => onChange(toggled(each))}
          />
        ))}
      </div>
      {error && <Input.Error mt="xs">{error}</Input.Error>}
    </fieldset>
  );
}
