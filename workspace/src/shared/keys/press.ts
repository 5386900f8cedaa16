import { KEY_NAMES, KEYS, type KeyName } from "./table.ts";

type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** Which key of ours this is. A keyboard without Latin letters counts by place: the key where J is printed is `j`. */
export function named(event: Press): KeyName | undefined {
  if (event.altKey) return undefined;
  const key = /^[\x20-\x7e]$|^\w+$/.test(event.key)
    ? event.key.toLowerCase()
    : event.code.replace(/^Key/, "").toLowerCase();
  const modified = event.ctrlKey || event.metaKey;
  // Without Ctrl, Shift only says which letter it is: `?`.
  const press = modified ? `mod+${event.shiftKey ? "shift+" : ""}${key}` : key;
  return KEY_NAMES.find((name) => KEYS[name].press === press);
}

export const isSingle = (name: KeyName): boolean => !KEYS[name].press.includes("+");

const TYPING =
  "input:not([type=checkbox]), textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox]";
const BUSY = "[role=menu], [role=listbox], [role=dialog], [aria-modal=true]";

/** A letter that is typed, or that a menu or a dialog takes, is no key of ours. */
export function isTaken(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`${TYPING}, ${BUSY}`) !== null;
}
