import type { Key as Text } from "../texts/index.ts";

/** Every key of the page. `mod` is Ctrl, or Command on a Mac. Whoever can do it registers with `useKey`. */
export const KEYS = {
  palette: { press: "mod+k", group: "everywhere", text: "keys.palette" },
  find: { press: "/", group: "everywhere", text: "keys.find" },
  help: { press: "?", group: "everywhere", text: "keys.help" },
  start: { press: "c", group: "everywhere", text: "keys.start" },
  next: { press: "j", group: "list", text: "keys.next" },
  previous: { press: "k", group: "list", text: "keys.previous" },
  choose: { press: "x", group: "list", text: "keys.choose" },
  reply: { press: "r", group: "ticket", text: "keys.reply" },
  note: { press: "n", group: "ticket", text: "keys.note" },
  send: { press: "mod+enter", group: "ticket", text: "keys.send" },
  send_as: { press: "mod+shift+enter", group: "ticket", text: "keys.send_as" },
  link: { press: "mod+shift+k", group: "ticket", text: "keys.link" },
  close: { press: "e", group: "ticket", text: "keys.close" },
  assign: { press: "a", group: "ticket", text: "keys.assign" },
  panel: { press: "d", group: "ticket", text: "keys.panel" },
  list: { press: "u", group: "ticket", text: "keys.list" },
} as const satisfies Record<string, { press: string; group: "everywhere" | "list" | "ticket"; text: Text }>;

export type KeyName = keyof typeof KEYS;
export const KEY_NAMES = Object.keys(KEYS) as KeyName[];

const apple = /Mac|iP(hone|ad)/.test(globalThis.navigator?.platform ?? "");
const SYMBOLS: Record<string, string> = { mod: apple ? "⌘" : "Ctrl", shift: apple ? "⇧" : "Shift", enter: "Enter" };

/** `Ctrl`, `K`: as printed on the keyboard. */
export const printed = (press: string): string[] => press.split("+").map((part) => SYMBOLS[part] ?? part.toUpperCase());
export const caps = (name: KeyName): string[] => printed(KEYS[name].press);
