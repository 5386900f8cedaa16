import { wishFor } from "../api/wish.ts";
import type { Given } from "../work/asking.ts";
import type { Departure } from "./departures.ts";

/** The reply with what the status needs: another request, so under another key; the same once more under the same. */
export function withGiven(departure: Departure, { properties, status_id }: Given): Departure {
  const { key, body, draft } = departure;
  const before = body.set_status;
  if (!before) return departure;
  const set_status = { status_id: status_id ?? before.status_id, properties: { ...before.properties, ...properties } };
  const next = { ...body, set_status };
  const wish = wishFor({ key, sent: JSON.stringify(body) }, next);
  return { ...departure, key: wish.key, body: next, draft: { ...draft, ...wish } };
}
