import { useEffect, useRef } from "react";
import { announce } from "../../shared/announce.ts";
import { moved } from "../../shared/merged.ts";
import { t } from "../../shared/texts/index.ts";

/** Rows of a form that can be put into another order. One that was moved or has just come keeps the focus. */
export function useRows<T>(rows: readonly T[], idOf: (row: T) => string, onChange: (rows: T[]) => void) {
  const list = useRef<HTMLOListElement>(null);
  const focus = useRef<string>(undefined);
  useEffect(() => {
    if (focus.current) list.current?.querySelector<HTMLElement>(focus.current)?.focus();
    focus.current = undefined;
  }, [rows]);
  return {
    list,
    move(from: number, to: number, name: string) {
      if (to < 0 || to >= rows.length || to === from) return;
      focus.current = `[data-handle="${CSS.escape(idOf(rows[from]!))}"]`;
      announce(t("settings.rows.moved", { name, n: to + 1, of: rows.length }));
      onChange(moved(rows, from, to));
    },
    insert(row: T, at = rows.length) {
      focus.current = `[data-first="${CSS.escape(idOf(row))}"]`;
      onChange([...rows.slice(0, at), row, ...rows.slice(at)]);
    },
  };
}
