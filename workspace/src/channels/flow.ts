import type { Schemas } from "../api/client.ts";
import type { Channel } from "../api/queries/channels.ts";

/** Connecting on the channel's own site: this tab goes there and comes back with the `state` that it took along. */
const KEY = "kanaal.connecting";

/** Where the service sends the browser back to. */
export const returnUrl = (): string => `${location.origin}/channels/connected`;

export function leave({ redirect_url, state }: Schemas["RedirectOut"], channel: Pick<Channel, "id">): void {
  sessionStorage.setItem(KEY, JSON.stringify({ state, channel: channel.id }));
  location.assign(redirect_url);
}

/** The channel whose connection began in this tab with this state. Any other was begun by somebody else: it is not
 * looked at. */
export function begunHere(state: string | undefined): string | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as { state?: unknown; channel?: unknown };
    return state && kept.state === state && typeof kept.channel === "string" ? kept.channel : undefined;
  } catch {
    return undefined;
  }
}
