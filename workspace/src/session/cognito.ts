import type { Config } from "../shared/config.ts";
import { challengeOf, type Attempt } from "./pkce.ts";

const SCOPES = "openid email profile aws.cognito.signin.user.admin";

export type Tokens = { access: string; id: string; refresh: string | undefined; seconds: number };

/** Cognito does not know the code or the refresh token, or no longer: somebody must sign in. */
export class GrantRefused extends Error {}

/** What the page asks of Cognito. The same calls work on a local AWS. */
export class Cognito {
  readonly #config: Config;
  readonly #origin: string;

  constructor(config: Config, origin: string) {
    this.#config = config;
    this.#origin = origin;
  }

  async signInAddress({ state, verifier }: Attempt): Promise<string> {
    return this.#address("/oauth2/authorize", {
      response_type: "code",
      scope: SCOPES,
      redirect_uri: `${this.#origin}/signed-in`,
      state,
      code_challenge: await challengeOf(verifier),
      code_challenge_method: "S256",
    });
  }

  /** Ends the session of Cognito's own page too, which would sign in again without asking. */
  signOutAddress(): string {
    return this.#address("/logout", { logout_uri: `${this.#origin}/signed-out` });
  }

  redeemed(code: string, verifier: string): Promise<Tokens> {
    const redirect_uri = `${this.#origin}/signed-in`;
    return this.#tokens({ grant_type: "authorization_code", code, redirect_uri, code_verifier: verifier });
  }

  refreshed(refresh: string): Promise<Tokens> {
    return this.#tokens({ grant_type: "refresh_token", refresh_token: refresh });
  }

  revoke(refresh: string): Promise<void> {
    return this.#call("RevokeToken", { Token: refresh, ClientId: this.#config.client_id });
  }

  /** Every token of the person, whichever program has it: first those that the desk still takes, then those with which
   * new ones are got. */
  async signOutEverywhere(access: string): Promise<void> {
    const headers = { Authorization: `Bearer ${access}` };
    const response = await fetch(`${this.#config.api_url}/me/sign-outs`, { method: "POST", headers });
    // The desk takes this one no more: it was signed out everywhere before.
    if (!response.ok && response.status !== 401) throw new Error(`The desk answered ${response.status}.`);
    await this.#call("GlobalSignOut", { AccessToken: access });
  }

  #address(path: string, query: Record<string, string>): string {
    const all = new URLSearchParams({ client_id: this.#config.client_id, ...query });
    return `${this.#config.sign_in_url}${path}?${all}`;
  }

  async #tokens(fields: Record<string, string>): Promise<Tokens> {
    const response = await fetch(`${this.#config.sign_in_url}/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({ client_id: this.#config.client_id, ...fields }),
    });
    if (response.status === 400 || response.status === 401) throw new GrantRefused(await response.text());
    if (!response.ok) throw new Error(`The sign-in service answered ${response.status}.`);
    const found = (await response.json()) as Record<string, string> & { expires_in: number };
    return {
      access: found["access_token"] ?? "",
      id: found["id_token"] ?? "",
      refresh: found["refresh_token"],
      seconds: found.expires_in,
    };
  }

  async #call(operation: string, body: Record<string, string>): Promise<void> {
    const response = await fetch(`${this.#config.user_pool_url}/`, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${operation}: the sign-in service answered ${response.status}.`);
  }
}
