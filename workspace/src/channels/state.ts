import type { Account } from "../api/queries/channels.ts";

/** One word for an account: the first that is true, as what comes first keeps the rest from mattering. */
export type State = "deleted" | "gone" | "off" | "unauthorized" | "failing" | "active";

type Of = Pick<Account, "archived_at" | "active" | "authorized" | "connection" | "channel_id" | "kind" | "delivery">;

/** `known`: the ids of the catalogue, if it was read. A channel that its app removed is no longer there. */
export function stateOf(account: Of, known?: ReadonlySet<string>): State {
  if (account.archived_at) return "deleted";
  if (known && !known.has(channelOf(account))) return "gone";
  if (!account.active) return "off";
  if (!account.authorized) return "unauthorized";
  if (account.connection && ["failed", "pending"].includes(account.connection.state)) return "failing";
  if (account.delivery.state === "failing") return "failing";
  return "active";
}

/** The id in the catalogue: a built-in channel has the name of its kind. */
export const channelOf = ({ channel_id, kind }: Pick<Account, "channel_id" | "kind">): string => channel_id ?? kind;
