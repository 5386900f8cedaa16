import createClient, { type Client, type Middleware } from "openapi-fetch";
import { synchronise } from "../shared/clock.ts";
import { SessionEnded, type Session } from "../session/session.ts";
import { settled, unreachable } from "./connection.ts";
import { Problem } from "./problems.ts";
import type { components, paths } from "./schema.ts";

export type Schemas = components["schemas"];

/** The desk's API: `api.GET("/tickets", { params: { query } })`. The composition root connects it, once. */
export let api: Client<paths>;

export function connect(session: Session, baseUrl: string): void {
  api = createClient<paths>({ baseUrl, fetch: (request) => sent(request, session) });
  api.use(clock);
}

/** The body of an answer; what is not a success is thrown as a Problem. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw Problem.of(response, error);
  return data as T;
}

const clock: Middleware = {
  onResponse({ response }) {
    synchronise(response.headers.get("date"));
  },
};

/** With the person's token. One that just ended is renewed and the request sent again: a 401 did nothing. */
async function sent(request: Request, session: Session): Promise<Response> {
  const again = request.clone();
  const response = await reached(authorized(request, await token(session)));
  if (response.status !== 401) return response;
  const renewed = await reached(authorized(again, await token(session, true)));
  // The desk does not know the person any more. Sending them to sign in by ourselves could go on for ever.
  if (renewed.status === 401) session.ended.set(true);
  return renewed;
}

async function token(session: Session, renewed = false): Promise<string> {
  try {
    return await session.token({ renewed });
  } catch (error) {
    if (error instanceof SessionEnded) throw Problem.signedOut();
    unreachable();
    throw Problem.offline();
  }
}

function authorized(request: Request, token: string): Request {
  request.headers.set("authorization", `Bearer ${token}`);
  return request;
}

async function reached(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    settled(response.status, response.headers.get("retry-after"));
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    unreachable();
    throw Problem.offline();
  }
}
