import { useQuery } from "@tanstack/react-query";
import { useAccounts } from "../api/queries/channels.ts";
import { listUsers } from "../api/queries/people.ts";
import { begun } from "../shared/begun.ts";
import { useStore } from "../shared/store.ts";
import { isUnknown, useCleanAddress } from "../shared/useCleanAddress.ts";
import { isAgent, type Filters } from "./filters.ts";

/** Whether the list can be asked for. An agent is looked up first, as the API refuses one that it does not know; the
 * list of an unknown account is only empty, and the accounts may be many. */
export function useKnownFilters({ account, owner }: Filters): boolean {
  const named = isAgent(owner);
  const agents = useQuery({ ...listUsers(), enabled: useStore(begun) || named });
  const unknown = { owner: named && isUnknown(owner, agents), account: isUnknown(account, useAccounts()) };
  useCleanAddress(unknown);
  return !unknown.owner && !(named && agents.isPending);
}
