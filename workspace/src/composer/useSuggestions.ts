import { useId, useRef, useState } from "react";
import type { Handle } from "./Editor.tsx";
import { askedFor, type Suggestion } from "./suggesting.ts";

/** Where suggestions come from while somebody types a word that begins with `mark`. */
export type Source = {
  mark: string;
  label: string;
  none: string;
  find(words: string): readonly Suggestion[];
  /** Chosen; the typed word is gone from the editor by then. */
  choose(chosen: Suggestion): void;
  onOpen?(): void;
};

/** The list that opens while one types, and its keys: arrows, Enter or Tab, Escape. */
export function useSuggestions(source: Source | undefined, editor: () => Handle | null) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  /** Where the mark stands in its line, and the mark that somebody wants as a letter. */
  const place = useRef(-1);
  const left = useRef(-1);
  const found = source && typed !== null ? source.find(typed) : [];
  const open = typed !== null && (found.length > 0 || !/\s/.test(typed));
  const close = () => {
    left.current = place.current;
    setTyped(null);
  };
  const choose = (chosen: Suggestion) => {
    const letters = (typed ?? "").length + 1;
    setTyped(null);
    editor()?.insert({ text: "", rich_text: null }, letters);
    source?.choose(chosen);
  };
  return {
    open,
    found,
    at,
    choose,
    close,
    id,
    list: open && found.length > 0 ? { id, active: `${id}-${at}` } : undefined,
    onCaret(before: string) {
      if (!source) return;
      const asked = askedFor(before, source.mark);
      place.current = asked === null ? -1 : before.length - asked.length - 1;
      if (place.current < 0) left.current = -1;
      const next = place.current === left.current ? null : asked;
      if (next === typed) return;
      if (typed === null) source.onOpen?.();
      setTyped(next);
      setAt(0);
    },
    onKey(key: string): boolean {
      if (!open) return false;
      if (key === "Escape") close();
      else if (found.length === 0) return false;
      else if (key === "ArrowDown") setAt((at + 1) % found.length);
      else if (key === "ArrowUp") setAt((at + found.length - 1) % found.length);
      else if (key === "Enter" || key === "Tab") choose(found[at]!);
      else return false;
      return true;
    },
  };
}
