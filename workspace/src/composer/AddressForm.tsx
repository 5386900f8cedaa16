import "@mantine/core/styles/Input.layer.css";
import { Button, Popover, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { t } from "../shared/texts/index.ts";
import { Tool } from "./Tool.tsx";
import css from "./tools.module.css";

type Field = { name: string; label: string; placeholder?: string; value: string };
type Props = {
  label: string;
  press?: string;
  pressed?: boolean;
  icon: ReactNode;
  fields(): Field[];
  /** The problem with it, if there is one. */
  onDone(values: Record<string, string>): string | undefined;
  onRemove?: (() => void) | undefined;
  opened: boolean;
  onOpen(opened: boolean): void;
};

/** A button with a few fields of text behind it. */
export function AddressForm({ label, icon, opened, onOpen, ...props }: Props) {
  return (
    <Popover opened={opened} onChange={onOpen} position="top-start" shadow="md" trapFocus returnFocus={false}>
      <Popover.Target>
        <Tool label={label} press={props.press} pressed={props.pressed} onClick={() => onOpen(!opened)}>
          {icon}
        </Tool>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{opened && <Form {...props} onOpen={onOpen} />}</Popover.Dropdown>
    </Popover>
  );
}

function Form({ fields, onDone, onRemove, onOpen }: Pick<Props, "fields" | "onDone" | "onRemove" | "onOpen">) {
  const [shown] = useState(fields);
  const [problem, setProblem] = useState<string>();
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        const values = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
        const found = onDone(values);
        setProblem(found);
        if (!found) onOpen(false);
      }}
    >
      {shown.map(({ name, label, placeholder, value }, at) => (
        <TextInput
          key={name}
          name={name}
          label={label}
          placeholder={placeholder}
          defaultValue={value}
          error={at === 0 && problem}
          data-autofocus={at === 0 || undefined}
          size="sm"
        />
      ))}
      <div className={css.actions}>
        {onRemove && (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onRemove}>
            {t("composer.link.remove")}
          </Button>
        )}
        <Button size="compact-sm" type="submit">
          {t("composer.insert")}
        </Button>
      </div>
    </form>
  );
}
