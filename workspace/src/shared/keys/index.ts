import { useEffect, useRef, type RefObject } from "react";
import { singleKeys } from "../preferences.ts";
import { isSingle, isTaken, named } from "./press.ts";
import type { KeyName } from "./table.ts";

export { caps, KEY_NAMES, KEYS, printed, type KeyName } from "./table.ts";

/** Who acts on a key now. The last that came is asked: a dialog over a ticket goes before the ticket. */
const handlers = new Map<KeyName, Handler[]>();
type Within = RefObject<Element | null>;
type Handler = { act: () => void; within: Within | undefined };

/** While the component is there, and `enabled`, the key calls `act`; the palette offers it too. With `within`, it is a
 * key only where the focus is in there. */
export function useKey(name: KeyName, act: () => void, enabled = true, within?: Within): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!enabled) return;
    const handler = { act: () => latest.current(), within };
    handlers.set(name, [...(handlers.get(name) ?? []), handler]);
    return () =>
      void handlers.set(
        name,
        (handlers.get(name) ?? []).filter((each) => each !== handler),
      );
  }, [name, enabled, within]);
}

/** What the palette offers: the keys that somebody acts on at the moment. */
export const active = (): KeyName[] => [...handlers].filter(([, acting]) => acting.length > 0).map(([name]) => name);

/** `target` is where the key was pressed; nothing, if somebody chose it otherwise. */
export function perform(name: KeyName, target?: EventTarget | null): boolean {
  const handler = handlers.get(name)?.at(-1);
  if (!handler || (handler.within && target instanceof Node && !handler.within.current?.contains(target))) return false;
  handler.act();
  return true;
}

let awaited = false;

/** Somebody wants to write, and the editor is still being loaded: what they type meanwhile is no key. */
export function awaitEditor(): void {
  awaited = true;
}

/** Nobody waits for it any more. Whether somebody did. */
export function endWait(): boolean {
  const did = awaited;
  awaited = false;
  return did;
}

/** The page's one listener. */
export function listen(): () => void {
  const heard = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape") endWait();
    const name = named(event);
    if (name === undefined) return;
    if (isSingle(name) && (awaited || !singleKeys.get() || isTaken(event.target))) return;
    if (perform(name, event.target)) event.preventDefault();
  };
  addEventListener("keydown", heard);
  addEventListener("pointerdown", endWait);
  return () => {
    removeEventListener("keydown", heard);
    removeEventListener("pointerdown", endWait);
  };
}
