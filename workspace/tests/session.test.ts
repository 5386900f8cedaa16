/** Signing in, staying signed in and signing out, with a Cognito and a browser of this file's own. */
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { openSession } from "../src/session/open.ts";
import { challengeOf, pathOf } from "../src/session/pkce.ts";
import { SessionEnded } from "../src/session/session.ts";
import type { Surroundings } from "../src/session/surroundings.ts";
import { keeping, personOf, REFRESH_TOKEN } from "../src/session/tokens.ts";

const CONFIG = {
  client_id: "page",
  sign_in_url: "https://sign-in.example",
  user_pool_url: "https://pool.example",
  api_url: "/v1",
  version: "1",
};
const PAGE = "https://desk.example";
const FOR_EVER = "leaves the page";

type Answer = { status?: number; body?: unknown; held?: Promise<void> };
let answers: Answer[] = [];
let asked: { url: string; body: Record<string, string>; operation: string | null }[] = [];
globalThis.fetch = async (url, init) => {
  const body = String(init?.body);
  asked.push({
    url: String(url),
    body: body.startsWith("{") ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body)),
    operation: new Headers(init?.headers).get("x-amz-target"),
  });
  const next = answers.shift() ?? assert.fail(`nothing is prepared for ${String(url)}`);
  const { status = 200, body: answer = {}, held } = next;
  await held;
  return new Response(JSON.stringify(answer), { status });
};

class MemoryStorage {
  readonly items = new Map<string, string>();
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.items.set(key, value);
  removeItem = (key: string) => void this.items.delete(key);
}

/** A browser with one tab or more: tabs share what is stored, and each has an address and memory of its own. */
class Computer {
  readonly local = new MemoryStorage();
  now = 0;
  #listeners: ((key: string | null) => void)[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  tab(
    address: string,
  ): Surroundings & { left: string[]; reloaded: number; shown: string; session: MemoryStorage; gone: Promise<void> } {
    const url = new URL(address, PAGE);
    const session = new MemoryStorage();
    let leave = () => {};
    const gone = new Promise<void>((resolve) => (leave = resolve));
    const tab = {
      gone,
      left: [] as string[],
      reloaded: 0,
      shown: address,
      session,
      location: {
        origin: url.origin,
        pathname: url.pathname,
        search: url.search,
        hash: url.hash,
        assign: (to: string | URL) => {
          tab.left.push(String(to));
          leave();
        },
        reload: () => void tab.reloaded++,
      },
      history: {
        replaceState: (_: unknown, __: string, to?: string | URL | null) => {
          const next = new URL(String(to), PAGE);
          Object.assign(tab.location, { pathname: next.pathname, search: next.search, hash: next.hash });
          tab.shown = String(to);
        },
      },
      attempts: () => session as unknown as Storage,
      refresh: keeping(() => this.local as unknown as Storage),
      alone: <T>(act: () => Promise<T>): Promise<T> => {
        const result = this.#turn.then(act);
        this.#turn = result.catch(() => undefined);
        return result;
      },
      elapsed: () => this.now,
      onStored: (act: (key: string | null) => void) => void this.#listeners.push(act),
    };
    return tab;
  }

  /** What another tab did. */
  store(token: string | null): void {
    if (token === null) this.local.removeItem(REFRESH_TOKEN);
    else this.local.setItem(REFRESH_TOKEN, token);
    for (const listener of this.#listeners) listener(REFRESH_TOKEN);
  }
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const idToken = (claims: object) => `${encoded({})}.${encoded(claims)}.signature`;
const BEN = { sub: "ben", email: "ben@desk.example", name: "Bën 🛩" };

function tokens(access: string, more: object = {}): Answer {
  return {
    body: { access_token: access, id_token: idToken(BEN), refresh_token: `r-${access}`, expires_in: 900, ...more },
  };
}

/** Whatever it resolves to, or FOR_EVER: it never does, because the page is left. */
async function outcome<T>(promise: Promise<T>, tab: { gone: Promise<void> }): Promise<T | string> {
  return Promise.race([promise, tab.gone.then(() => FOR_EVER)]);
}

async function opened(computer: Computer, address = "/tickets") {
  computer.local.setItem(REFRESH_TOKEN, "r-0");
  answers.push(tokens("a1"));
  const tab = computer.tab(address);
  const session = await openSession(CONFIG, tab);
  assert.ok(session);
  return { tab, session };
}

function holding() {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  return { held, release: () => release() };
}

let computer: Computer;
beforeEach(() => {
  computer = new Computer();
  answers = [];
  asked = [];
});

test("without a token it goes to the sign-in page, with PKCE, and comes back to the deep link", async () => {
  const tab = computer.tab("/tickets/tkt_1?status=closed#newest");
  assert.equal(await outcome(openSession(CONFIG, tab), tab), FOR_EVER);
  const there = new URL(tab.left[0]!);
  assert.equal(there.origin + there.pathname, "https://sign-in.example/oauth2/authorize");
  const query = Object.fromEntries(there.searchParams);
  assert.deepEqual(
    [query["response_type"], query["client_id"], query["redirect_uri"], query["code_challenge_method"]],
    ["code", "page", `${PAGE}/signed-in`, "S256"],
  );

  const back = Object.assign(computer.tab(`/signed-in?code=c1&state=${query["state"]}`), { attempts: tab.attempts });
  answers = [tokens("a1")];
  const session = await openSession(CONFIG, back);
  assert.equal(back.shown, "/tickets/tkt_1?status=closed#newest");
  assert.equal(await session!.token(), "a1");
  assert.equal(computer.local.getItem(REFRESH_TOKEN), "r-a1");
  const { body } = asked[0]!;
  assert.equal(body["code"], "c1");
  assert.equal(await challengeOf(body["code_verifier"]!), query["code_challenge"]);
  assert.equal(tab.session.items.size, 0);
});

test("a code that was not asked for in this tab is not redeemed", async () => {
  const tab = computer.tab("/signed-in?code=strange&state=strange");
  assert.equal(await outcome(openSession(CONFIG, tab), tab), FOR_EVER);
  assert.deepEqual(asked, []);
  assert.match(tab.left[0]!, /authorize/);
});

test("what the sign-in page refuses is said, and not asked again without end", async () => {
  const tab = computer.tab("/tickets");
  await outcome(openSession(CONFIG, tab), tab);
  const state = new URL(tab.left[0]!).searchParams.get("state");
  const back = Object.assign(computer.tab(`/signed-in?error=invalid_scope&state=${state}`), { attempts: tab.attempts });
  await assert.rejects(openSession(CONFIG, back), /invalid_scope/);
  assert.deepEqual(back.left, []);
});

test("after signing out nothing is asked", async () => {
  assert.equal(await openSession(CONFIG, computer.tab("/signed-out")), null);
  assert.deepEqual(asked, []);
});

test("a token is used until a minute before its end, then renewed once for all who ask", async () => {
  const { session } = await opened(computer);
  computer.now = 839_000;
  assert.equal(await session.token(), "a1");
  computer.now = 841_000;
  answers = [tokens("a2")];
  assert.deepEqual(await Promise.all([session.token(), session.token(), session.token({ renewed: true })]), [
    "a2",
    "a2",
    "a2",
  ]);
  assert.equal(asked.at(-1)!.body["refresh_token"], "r-a1");
  answers = [tokens("a3", { refresh_token: undefined })];
  assert.equal(await session.token({ renewed: true }), "a3");
  assert.equal(computer.local.getItem(REFRESH_TOKEN), "r-a2");
});

test("two tabs renew after each other, each with the newest refresh token", async () => {
  const [one, other] = [await opened(computer), await opened(computer)];
  answers = [tokens("a2"), tokens("a3")];
  await Promise.all([one.session.token({ renewed: true }), other.session.token({ renewed: true })]);
  assert.deepEqual(
    asked.slice(-2).map(({ body }) => body["refresh_token"]),
    ["r-a1", "r-a2"],
  );
});

test("a session that was ended elsewhere is said, not redirected", async () => {
  const { session, tab } = await opened(computer);
  answers = [{ status: 400, body: { error: "invalid_grant" } }];
  await assert.rejects(session.token({ renewed: true }), SessionEnded);
  assert.equal(session.ended.get(), true);
  assert.deepEqual(tab.left, []);
  assert.equal(await outcome(session.signIn(), tab), FOR_EVER);
  assert.match(tab.left[0]!, /authorize/);
});

test("a sign-out in another tab ends this one", async () => {
  const { session } = await opened(computer);
  computer.store("r-9");
  assert.equal(session.ended.get(), false);
  computer.store(null);
  assert.equal(session.ended.get(), true);
  await assert.rejects(session.token(), SessionEnded);
});

test("somebody else who signed in in another tab gets a page of their own", async () => {
  const { session, tab } = await opened(computer);
  answers = [tokens("a2", { id_token: idToken({ ...BEN, sub: "ada" }) })];
  await session.token({ renewed: true });
  assert.equal(tab.reloaded, 1);
});

test("a sign-in service that does not answer ends no session", async () => {
  const { session } = await opened(computer);
  answers = [{ status: 503 }, tokens("a2")];
  await assert.rejects(session.token({ renewed: true }), /503/);
  assert.equal(session.ended.get(), false);
  assert.equal(await session.token({ renewed: true }), "a2");
});

test("signing out revokes the token, here", async () => {
  const { session, tab } = await opened(computer);
  answers = [{ status: 500 }]; // it is forgotten all the same
  assert.equal(await outcome(session.signOut(), tab), FOR_EVER);
  assert.match(asked.at(-1)!.operation!, /RevokeToken$/);
  assert.deepEqual(asked.at(-1)!.body, { Token: "r-a1", ClientId: "page" });
  assert.equal(computer.local.getItem(REFRESH_TOKEN), null);
  const there = new URL(tab.left[0]!);
  assert.equal(there.pathname, "/logout");
  assert.equal(there.searchParams.get("logout_uri"), `${PAGE}/signed-out`);
});

for (const everywhere of [false, true])
  test(`a renewal on its way in another tab leaves no token behind: everywhere ${everywhere}`, async () => {
    const [one, other] = [await opened(computer), await opened(computer)];
    const { held, release } = holding();
    answers = [{ ...tokens("a2"), held }, {}, {}];
    const renewal = other.session.token({ renewed: true });
    const leaving = outcome(one.session.signOut({ everywhere }), one.tab);
    await new Promise(setImmediate); // as far as it gets without the answer
    release();
    assert.deepEqual([await renewal, await leaving], ["a2", FOR_EVER]);
    assert.equal(computer.local.getItem(REFRESH_TOKEN), null);
    const { operation, body } = asked.at(-1)!;
    if (everywhere) assert.match(operation!, /GlobalSignOut$/);
    else assert.deepEqual(body, { Token: "r-a2", ClientId: "page" });
  });

test("a renewal that comes back after the session has ended keeps nothing", async () => {
  const { session } = await opened(computer);
  const { held, release } = holding();
  answers = [{ ...tokens("a2"), held }, { status: 500 }];
  const renewal = session.token({ renewed: true });
  await Promise.resolve();
  computer.store(null);
  release();
  await assert.rejects(renewal, SessionEnded);
  assert.equal(computer.local.getItem(REFRESH_TOKEN), null);
  assert.deepEqual(asked.at(-1)!.body, { Token: "r-a2", ClientId: "page" });
});

test("signing out everywhere fails if the service does not know of it", async () => {
  const { session, tab } = await opened(computer);
  answers = [{ status: 503 }];
  await assert.rejects(session.signOut({ everywhere: true }), /The desk answered 503/);
  answers = [{}, { status: 500 }];
  await assert.rejects(session.signOut({ everywhere: true }), /GlobalSignOut/);
  assert.equal(computer.local.getItem(REFRESH_TOKEN), "r-a1");
  assert.deepEqual(tab.left, []);
  answers = [{}, {}];
  assert.equal(await outcome(session.signOut({ everywhere: true }), tab), FOR_EVER);
  assert.match(asked.at(-2)!.url, /\/me\/sign-outs$/);
  assert.deepEqual(asked.at(-1)!.body, { AccessToken: "a1" });
  assert.equal(tab.left.length, 1);
});

test("only a path of this page is returned to", () => {
  for (const path of ["//evil.example", "/\\evil.example", "https://evil.example", "tickets", "/signed-in?code=1", ""])
    assert.equal(pathOf(path), "/", path);
  for (const path of ["/", "/tickets/1?x=//y", "/signed-in-notes"]) assert.equal(pathOf(path), path);
});

test("a person is who the ID token names, whatever their name is made of", () => {
  assert.deepEqual(personOf(idToken(BEN)), { id: "ben", email: "ben@desk.example", name: "Bën 🛩" });
  const admin = { sub: "ada", email: "ada@desk.example" };
  assert.deepEqual(personOf(idToken(admin)), { id: "ada", email: admin.email, name: admin.email });
});

test("a browser that stores nothing keeps the token for its tab", () => {
  const kept = keeping(() => {
    throw new Error("forbidden");
  });
  kept.write("r-1");
  assert.equal(kept.read(), "r-1");
});
