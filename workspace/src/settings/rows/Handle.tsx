import { ActionIcon } from "@mantine/core";
import GripVertical from "lucide-react/icons/grip-vertical";
import { useEffect, useRef } from "react";
import { t } from "../../shared/texts/index.ts";
import { dragged } from "./dragged.ts";
import css from "./rows.module.css";

type Props = {
  id: string;
  name: string;
  at: number;
  count: number;
  onMove(from: number, to: number, name: string): void;
};

/** A row is dragged by it, or moved with the arrow keys while it has the focus. */
export function Handle({ id, name, at, count, onMove }: Props) {
  // A drag goes on while the rows change.
  const latest = useRef(onMove);
  useEffect(() => {
    latest.current = onMove;
  });
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={36}
      className={css.handle}
      data-handle={id}
      aria-label={t("settings.rows.move", { name })}
      title={t("settings.rows.hint")}
      disabled={count < 2}
      onPointerDown={(event) => dragged(event, at, (from, to) => latest.current(from, to, name))}
      onKeyDown={(event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        onMove(at, at + step, name);
      }}
    >
      <GripVertical size={16} />
    </ActionIcon>
  );
}
