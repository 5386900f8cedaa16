/** Proof that who redeems a code is who asked for it (RFC 7636): a page cannot keep a client's secret. */
export type Attempt = { state: string; verifier: string; returnTo: string };

export function newAttempt(returnTo: string): Attempt {
  return { state: random(), verifier: random(), returnTo: pathOf(returnTo) };
}

export async function challengeOf(verifier: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

/** A path of this page, and never one of those that belong to signing in, which would do it again. */
export function pathOf(address: string): string {
  return /^\/(?![/\\])/.test(address) && !/^\/signed-(in|out)(?![\w-])/.test(address) ? address : "/";
}

const random = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
