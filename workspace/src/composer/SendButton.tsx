import { Button } from "@mantine/core";
import Lock from "lucide-react/icons/lock";
import SendHorizontal from "lucide-react/icons/send-horizontal";
import type { ReactNode } from "react";
import { caps } from "../shared/keys/index.ts";

type Props = {
  label: string;
  disabled: boolean;
  busy?: boolean | undefined;
  tone?: "note" | undefined;
  menu?: ReactNode;
  onSend(): void;
};

/** Sends; beside it, the menu of other ways to send. */
export function SendButton({ label, disabled, busy, tone, menu, onSend }: Props) {
  return (
    <Button.Group>
      <Button
        size="xs"
        rightSection={tone === "note" ? <Lock size={14} /> : <SendHorizontal size={15} />}
        title={`${label} (${caps("send").join("+")})`}
        disabled={disabled}
        loading={busy}
        onClick={onSend}
      >
        {label}
      </Button>
      {menu}
    </Button.Group>
  );
}
