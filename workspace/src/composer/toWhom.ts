import { accountIdOf } from "../shared/accountId.ts";

/** Through which account, and with whom, a conversation is started, as an address of this page says it. */
type ToWhom = { via?: string; type?: string; to?: string; name?: string; contact?: string };

const LONGEST = 512;
const FIELDS = ["via", "type", "to", "name", "contact"] as const;

export const toWhomOf = (search: Record<string, unknown>): ToWhom =>
  Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = field === "via" ? accountIdOf(search[field]) : search[field];
      return typeof value === "string" && value.length > 0 && value.length <= LONGEST ? [[field, value]] : [];
    }),
  );
