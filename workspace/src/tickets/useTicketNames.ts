import { useMemo } from "react";
import { useAccounts } from "../api/queries/channels.ts";
import { useAgents } from "../api/queries/people.ts";

/** A ticket has ids; people read names. Both lists are read once and kept. */
export function useTicketNames() {
  const { data: accounts } = useAccounts();
  const { data: agents } = useAgents();
  return useMemo(() => {
    const accountOf = new Map(accounts?.map((each) => [each.id, each]));
    const nameOf = new Map(agents?.map((each) => [each.id, each.name]));
    return { account: (id: string) => accountOf.get(id), agent: (id: string | null) => nameOf.get(id ?? "") };
  }, [accounts, agents]);
}
