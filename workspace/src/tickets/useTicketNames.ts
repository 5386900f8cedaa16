import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { knowsAccounts, listChannelAccounts, useAccounts } from "../api/queries/channels.ts";
import { useAgents } from "../api/queries/people.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { pipelineOf, statusOf, telling } from "../work/pipeline.ts";
import { usePipelines } from "../work/useRules.ts";

const sought = new Set<string>();

/** A ticket has ids; people read names. The lists are read once and kept. An account that is not among them, because it
 * was connected since they were read, or while they were, is looked for once. */
export function useTicketNames(tickets: readonly Pick<Ticket, "account_id">[]) {
  const queries = useQueryClient();
  const { data: accounts } = useAccounts();
  const { data: agents } = useAgents();
  const pipelines = usePipelines();
  const names = useMemo(() => {
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
  useEffect(() => {
    if (!accounts || !knowsAccounts(queries)) return;
    const missing = tickets.find(({ account_id: id }) => !names.account(id) && !sought.has(id));
    if (!missing) return;
    sought.add(missing.account_id);
    void queries.invalidateQueries(listChannelAccounts());
  }, [queries, accounts, names, tickets]);
  return names;
}
