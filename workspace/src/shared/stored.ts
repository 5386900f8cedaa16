import { Store } from "./store.ts";

/** A store that this browser remembers and that all its tabs share. A browser without storage forgets, and works. */
export function stored<T>(name: string, initial: T, accept: (value: unknown) => T | undefined): Store<T> {
  const key = `kanaal.${name}`;
  const store = new Store(parsed(read(key), accept) ?? initial);
  store.follow(() => write(key, JSON.stringify(store.get())));
  globalThis.addEventListener?.("storage", (event) => {
    if (event.key === key) store.set(parsed(event.newValue, accept) ?? initial);
  });
  return store;
}

function parsed<T>(text: string | null, accept: (value: unknown) => T | undefined): T | undefined {
  if (text === null) return undefined;
  try {
    return accept(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, text: string): void {
  try {
    if (localStorage.getItem(key) !== text) localStorage.setItem(key, text);
  } catch {
    // Full or forbidden: the value lives as long as the tab.
  }
}
