import { ActionIcon } from "@mantine/core";
import type { ComponentProps } from "react";
import { printed } from "../shared/keys/index.ts";

type Props = Omit<ComponentProps<"button">, "color"> & { label: string; press?: string; pressed?: boolean };

/** A button of the composer: its name, and its key if it has one, are its title. */
export function Tool({ label, press, pressed, ...others }: Props) {
  return (
    <ActionIcon
      variant={pressed ? "light" : "subtle"}
      color={pressed ? undefined : "gray"}
      c={pressed ? undefined : "dimmed"}
      size="md"
      aria-label={label}
      aria-pressed={pressed}
      title={press ? `${label} (${printed(press).join("+")})` : label}
      {...others}
    />
  );
}
