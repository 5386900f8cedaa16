import { useMemo } from "react";
import { useAccounts } from "../api/queries/channels.ts";
import { useAgents } from "../api/queries/people.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { pipelineOf, statusOf, telling } from "../work/pipeline.ts";
import { usePipelines } from "../work/useRules.ts";

/** A ticket has ids; people read names. Both lists are read once and kept. */
export function useTicketNames() {
  const { data: accounts } = useAccounts();
  const { data: agents } = useAgents();
  const pipelines = usePipelines();
  return useMemo(() => {
    const accountOf = new Map(accounts?.map((each) => [each.id, each]));
    const nameOf = new Map(agents?.map((each) => [each.id, each.name]));
    const status = (ticket: Ticket) => telling(pipelines && pipelineOf(pipelines, ticket), ticket);
    const place = (ticket: Ticket) => statusOf(pipelines && pipelineOf(pipelines, ticket), ticket);
    return {
      status,
      place,
      account: (id: string) => accountOf.get(id),
      agent: (id: string | null) => nameOf.get(id ?? ""),
    };
  }, [accounts, agents, pipelines]);
}
