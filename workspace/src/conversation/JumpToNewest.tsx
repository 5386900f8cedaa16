import { UnstyledButton } from "@mantine/core";
import ArrowDown from "lucide-react/icons/arrow-down";
import { useEffect, useRef, useState } from "react";
import { t } from "../shared/texts/index.ts";
import css from "./timeline.module.css";
import type { Row } from "./rows.ts";

const NEAR = 2;

/** While the newest message is out of sight; with the number of those that came meanwhile. */
export function JumpToNewest({ rows, shown, onJump }: { rows: readonly Row[]; shown: number; onJump(): void }) {
  const away = shown < rows.length - 1 - NEAR;
  const left = useRef<string>(undefined);
  const [came, setCame] = useState(0);
  useEffect(() => {
    if (!away) left.current = rows.at(-1)?.key;
    const at = rows.findIndex((row) => row.key === left.current);
    const since = away && at >= 0 ? rows.slice(at + 1) : [];
    setCame(since.filter((row) => row.kind === "message" && row.message.direction === "in").length);
  }, [away, rows]);
  if (!away) return null;
  return (
    <UnstyledButton className={css.newest} onClick={onJump} data-came={came > 0 || undefined}>
      <ArrowDown size={16} /> {came > 0 ? t("conversation.newest.came", { n: came }) : t("conversation.newest")}
    </UnstyledButton>
  );
}
