import type { Store } from "../shared/store.ts";

export type Person = { id: string; name: string; email: string };

/** Who is signed in on this browser. */
export interface Session {
  /** A token for the API, renewed when it is about to end; `renewed` asks for another than the last. */
  token(options?: { renewed?: boolean }): Promise<string>;
  /** Goes to the sign-in page and comes back to `returnTo`, a path of this page. Never resolves: the page is left. */
  signIn(returnTo?: string): Promise<never>;
  /** Goes to a page that says so. Rejects, and changes nothing, if `everywhere` does not reach the sign-in service. */
  signOut(options?: { everywhere?: boolean }): Promise<never>;
  /** Undefined before the first token. */
  person(): Person | undefined;
  /** Whether it ended while the page was open: here, in another tab, or because somebody ended it everywhere. */
  ended: Store<boolean>;
}

/** There is no token to be had: somebody must sign in again. */
export class SessionEnded extends Error {}
