import { Button, Menu } from "@mantine/core";
import ChevronDown from "lucide-react/icons/chevron-down";
import type { ReactNode } from "react";
import css from "./head.module.css";

type Props = {
  /** What the button says to who does not see it. */
  label: string;
  className: string | undefined;
  icon?: ReactNode;
  shown: ReactNode;
  children: ReactNode;
  onOpen?(): void;
};

/** A button above the conversation, with what can be chosen. */
export function HeadMenu({ label, className, icon, shown, children, onOpen }: Props) {
  return (
    <Menu
      position="bottom-end"
      shadow="md"
      width={240}
      returnFocus
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      onOpen={onOpen}
    >
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          className={className}
          aria-label={label}
          title={label}
          leftSection={icon}
          rightSection={<ChevronDown size={14} />}
        >
          {shown}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={css.owners}>{children}</Menu.Dropdown>
    </Menu>
  );
}
