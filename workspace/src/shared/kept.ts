import { useState } from "react";

/** State that outlives signing in again in this tab, and nothing else. Never for a secret: it is written down. */
export function useKept<T extends object>(name: string, initial: T): [T, (value: T) => void, () => void] {
  const key = `kanaal.form.${name}`;
  const [value, setValue] = useState<T>(() => read(key, initial));
  const change = (next: T) => {
    setValue(next);
    write(key, JSON.stringify(next));
  };
  return [value, change, () => write(key, null)];
}

function read<T extends object>(key: string, initial: T): T {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return fits(kept, initial) ? { ...initial, ...kept } : initial;
  } catch {
    return initial;
  }
}

/** A page of another version may have kept another shape. */
export function fits<T extends object>(kept: unknown, initial: T): kept is T {
  if (typeof kept !== "object" || kept === null) return false;
  return Object.entries(initial).every(
    ([name, value]) => kind((kept as Record<string, unknown>)[name]) === kind(value),
  );
}

const kind = (value: unknown) => (Array.isArray(value) ? "list" : typeof value);

function write(key: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // Full or forbidden: the value lives as long as the screen.
  }
}
