import { accountIdOf } from "../../shared/accountId.ts";

/** With which filters a new view begins: those of a list, or of a search. */
export type From = {
  status?: "open" | "closed" | "any" | undefined;
  account?: string | undefined;
  owner?: string | undefined;
  channel?: string | undefined;
  team?: string | undefined;
};

const STATUSES = ["open", "closed", "any"] as const;

/** From an address that anybody may have written: what makes no sense is left out. */
export function fromOf(search: Record<string, unknown>): From {
  const found: From = {
    status: STATUSES.find((each) => each === search["status"]),
    account: accountIdOf(search["account"]),
    owner: idOf(search["owner"]),
    channel: idOf(search["channel"]),
    team: idOf(search["team"]),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

const idOf = (value: unknown) => (/^[\w-]{1,128}$/.test(String(value ?? "")) ? String(value) : undefined);
