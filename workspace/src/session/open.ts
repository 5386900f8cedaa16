import type { Config } from "../shared/config.ts";
import { Store } from "../shared/store.ts";
import { Cognito, GrantRefused, type Tokens } from "./cognito.ts";
import { newAttempt, pathOf, type Attempt } from "./pkce.ts";
import { SessionEnded, type Person, type Session } from "./session.ts";
import { surroundings, type Surroundings } from "./surroundings.ts";
import { personOf, REFRESH_TOKEN } from "./tokens.ts";

const RENEW_BEFORE_MS = 60_000;
const ATTEMPT = "kanaal.sign-in.";

/** Takes over when the page starts: back from the sign-in page, signed in before, or off to sign in.
 * Null: somebody has just signed out here, and nothing is asked of them. */
export async function openSession(config: Config, around = surroundings()): Promise<Session | null> {
  const opened = new BrowserSession(new Cognito(config, around.location.origin), around);
  if (around.location.pathname === "/signed-out") return null;
  await opened.begin();
  return opened;
}

class BrowserSession implements Session {
  readonly ended = new Store(false);
  readonly #cognito: Cognito;
  readonly #around: Surroundings;
  #access = "";
  #until = 0;
  #person: Person | undefined;
  #renewing: Promise<void> | undefined;

  constructor(cognito: Cognito, around: Surroundings) {
    this.#cognito = cognito;
    this.#around = around;
    around.onStored((key) => {
      if (key === REFRESH_TOKEN && around.refresh.read() === null) this.#end();
    });
  }

  person = (): Person | undefined => this.#person;

  async begin(): Promise<void> {
    const { location } = this.#around;
    if (location.pathname === "/signed-in" && (await this.#cameBack(new URLSearchParams(location.search)))) return;
    try {
      await this.token();
    } catch (error) {
      if (!(error instanceof SessionEnded)) throw error;
      await this.signIn();
    }
  }

  async token({ renewed = false } = {}): Promise<string> {
    if (this.ended.get()) throw new SessionEnded();
    if (renewed || this.#around.elapsed() > this.#until - RENEW_BEFORE_MS) {
      this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
      await this.#renewing;
    }
    return this.#access;
  }

  async signIn(returnTo = this.#here()): Promise<never> {
    const attempt = newAttempt(returnTo);
    this.#around.attempts().setItem(ATTEMPT + attempt.state, JSON.stringify(attempt));
    return this.#leave(await this.#cognito.signInAddress(attempt));
  }

  async signOut({ everywhere = false } = {}): Promise<never> {
    const access = everywhere ? await this.token() : "";
    // In turn: a renewal on its way, here or in another tab, would leave a token that nobody ends.
    await this.#around.alone(async () => {
      const refresh = this.#around.refresh.read();
      if (everywhere) await this.#cognito.signOutEverywhere(access);
      // Without a connection the token is forgotten all the same: this browser cannot use it any more.
      else if (refresh) await this.#cognito.revoke(refresh).catch(() => undefined);
      this.#around.refresh.write(null);
      this.#end();
    });
    return this.#leave(this.#cognito.signOutAddress());
  }

  async #cameBack(query: URLSearchParams): Promise<boolean> {
    const attempts = this.#around.attempts();
    const key = ATTEMPT + query.get("state");
    const attempt = JSON.parse(attempts.getItem(key) ?? "null") as Attempt | null;
    attempts.removeItem(key);
    this.#around.history.replaceState(null, "", pathOf(attempt?.returnTo ?? "/"));
    // A link that somebody sent: what it brings was not asked for in this tab.
    if (!attempt) return false;
    const code = query.get("code");
    // Asking again by itself could go on for ever.
    if (!code) throw new Error(`The sign-in page answered ${query.get("error")}.`);
    this.#accept(await this.#cognito.redeemed(code, attempt.verifier));
    return true;
  }

  #renew(): Promise<void> {
    return this.#around.alone(async () => {
      const refresh = this.#around.refresh.read();
      if (refresh === null) throw this.#end();
      try {
        await this.#renewed(await this.#cognito.refreshed(refresh));
      } catch (error) {
        if (!(error instanceof GrantRefused)) throw error;
        this.#around.refresh.write(null);
        throw this.#end();
      }
    });
  }

  async #renewed(tokens: Tokens): Promise<void> {
    if (!this.ended.get()) return this.#accept(tokens);
    if (tokens.refresh) await this.#cognito.revoke(tokens.refresh).catch(() => undefined);
    throw new SessionEnded();
  }

  #accept(tokens: Tokens): void {
    const person = personOf(tokens.id);
    this.#access = tokens.access;
    this.#until = this.#around.elapsed() + tokens.seconds * 1000;
    if (tokens.refresh) this.#around.refresh.write(tokens.refresh);
    // Somebody else has signed in, in another tab: what this one shows is not theirs.
    if (this.#person && this.#person.id !== person.id) this.#around.location.reload();
    this.#person = person;
  }

  #end(): SessionEnded {
    this.#access = "";
    this.#until = 0;
    if (this.#person) this.ended.set(true);
    return new SessionEnded();
  }

  #here(): string {
    const { pathname, search, hash } = this.#around.location;
    return pathname + search + hash;
  }

  #leave(address: string): Promise<never> {
    this.#around.location.assign(address);
    return new Promise(() => undefined);
  }
}
