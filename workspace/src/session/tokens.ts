import type { Person } from "./session.ts";

/** Where the refresh token is kept, so that a new tab need not sign in. Access tokens stay in the tab's memory. */
export const REFRESH_TOKEN = "kanaal.refresh_token";

/** What the browser keeps; one that keeps nothing asks for a sign-in in each tab. */
export interface Keeping {
  read(): string | null;
  write(token: string | null): void;
}

export function keeping(storage: () => Storage): Keeping {
  let memory: string | null = null;
  return {
    read: () => attempt(() => storage().getItem(REFRESH_TOKEN), memory) ?? null,
    write: (token) => {
      memory = token;
      attempt(() => (token === null ? storage().removeItem(REFRESH_TOKEN) : storage().setItem(REFRESH_TOKEN, token)));
    },
  };
}

function attempt<T>(act: () => T, otherwise?: T): T | undefined {
  try {
    return act();
  } catch {
    return otherwise;
  }
}

/** From an ID token, which came from Cognito directly: nobody else could have written it. */
export function personOf(idToken: string): Person {
  const payload = (idToken.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  const text = (name: string) => (typeof claims[name] === "string" ? claims[name] : "");
  const email = text("email");
  return { id: text("sub"), name: text("name") || email, email };
}
