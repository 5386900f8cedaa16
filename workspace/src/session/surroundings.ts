import { keeping, type Keeping } from "./tokens.ts";

/** The browser, as far as signing in needs it. */
export interface Surroundings {
  location: Pick<Location, "origin" | "pathname" | "search" | "hash" | "assign" | "reload">;
  history: Pick<History, "replaceState">;
  attempts: () => Storage;
  refresh: Keeping;
  /** One at a time in all tabs of this browser: a refresh token may be of use only once. */
  alone<T>(act: () => Promise<T>): Promise<T>;
  /** Milliseconds that only ever increase: a computer's clock may be wrong, or be put right. */
  elapsed(): number;
  onStored(act: (key: string | null) => void): void;
}

export function surroundings(): Surroundings {
  return {
    location,
    history,
    attempts: () => sessionStorage,
    refresh: keeping(() => localStorage),
    alone: (act) => navigator.locks.request("kanaal.refresh", act) as ReturnType<typeof act>,
    elapsed: () => performance.now(),
    onStored: (act) => addEventListener("storage", (event) => act(event.key)),
  };
}
