import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { answer, api, type Schemas } from "../api/client.ts";
import { words } from "../api/problems.ts";
import { getTimeline } from "../api/queries/timeline.ts";
import { getTicket, type Ticket } from "../api/queries/tickets.ts";
import { ticketChanged } from "../api/ticketlists.ts";
import { underWay } from "../api/underway.ts";
import { unchanged } from "../api/versions.ts";
import { toast } from "../shared/toasts.ts";
import { ask, isRefusal, mayAsk, type Given } from "./asking.ts";
import { collisionOf } from "./collision.ts";
import { seenAtOnce } from "./seenAtOnce.ts";
import { useMayOverride } from "./useRules.ts";
import { warn } from "./warned.ts";

export type Change = Schemas["TicketPatchIn"];
type Going = { change: Change; version: number };

/** Two changes of one's own, one soon after the other, are no collision: the versions of each ticket from before the
 * first to after the last, with nobody else's between. */
const own = new Map<string, { from: number; to: number }>();

/** A change of the ticket by the version that is seen: on screen at once where no status can refuse it. What a status
 * demands is asked for. Undefined answers a change that the person has given up. */
export function useTicketChange(ticket: Ticket) {
  const client = useQueryClient();
  const mayOverride = useMayOverride();
  const say = useFailure(ticket);
  const { mutate, mutateAsync, ...going } = useMutation({
    scope: { id: ticket.id },
    mutationFn: async ({ change, version }: Going) => {
      try {
        return await patched(ticket.id, change, version);
      } catch (error) {
        if (!isRefusal(error) || !mayAsk(ticket.id)) throw error;
        return ask({
          ticket_id: ticket.id,
          pipeline_id: change.pipeline_id ?? ticket.pipeline_id,
          status_id: change.status_id,
          refusal: error,
          mayOverride,
          again: (given) => patched(ticket.id, withGiven(change, given), version),
        });
      }
    },
    onMutate: ({ change }) => {
      const end = begin(ticket.id, seenAtOnce(ticket, change));
      ticketChanged(client, ticket);
      // While it is on its way, these functions are replaced by those of the changed ticket.
      return { before: ticket, end };
    },
    onSuccess: (changed, _, { before, end }) => {
      end();
      ticketChanged(client, changed ?? before);
    },
    onError: (error, _, going) => {
      going?.end();
      ticketChanged(client, going?.before ?? ticket);
      say(error);
    },
    onSettled: () => readAgain(client, ticket),
  });
  const { error, variables } = going;
  type Options = Parameters<typeof mutate>[1];
  return {
    ...going,
    /** `since`: the version at which somebody began to type. */
    change: (change: Change, { since, ...options }: Options & { since?: number } = {}) =>
      mutate({ change, version: since ?? Math.max(ticket.version, own.get(ticket.id)?.to ?? 0) }, options),
    collision: collisionOf(error),
    /** The same, now that one knows what somebody else has done. */
    insist: (options?: Options) => {
      const version = client.getQueryData(getTicket(ticket.id).queryKey)?.version ?? ticket.version;
      if (variables) mutate({ change: variables.change, version }, options);
    },
  };
}

/** `seen`: the version on which the person decided. One's own changes that were still on their way then are known. */
async function patched(ticket_id: string, body: Change, seen: number): Promise<Ticket> {
  const before = own.get(ticket_id);
  const version = before && before.from <= seen && seen <= before.to ? before.to : seen;
  const changed = await answer(
    api.PATCH("/tickets/{ticket_id}", { params: { path: { ticket_id }, header: unchanged({ version }) }, body }),
  );
  warn(changed.warnings);
  const alone = changed.version <= version + 1;
  const from = before?.to === version ? before.from : version;
  own.set(ticket_id, { from: alone ? from : changed.version, to: changed.version });
  return changed;
}

const withGiven = (change: Change, { properties, override, status_id }: Given): Change => ({
  ...change,
  ...(status_id && { status_id }),
  ...(override && { override }),
  properties: { ...change.properties, ...properties },
});

/** Seen at once, whatever is read meanwhile. Call what it returns when the desk has answered. */
function begin(id: string, change: Partial<Ticket>): () => void {
  underWay.set(id, [...(underWay.get(id) ?? []), change]);
  return () => {
    const left = underWay.get(id)?.filter((each) => each !== change) ?? [];
    if (left.length > 0) underWay.set(id, left);
    else underWay.delete(id);
  };
}

/** What others see of it, whatever came of ours. */
function readAgain(client: QueryClient, ticket: Ticket) {
  void client.invalidateQueries({ queryKey: getTicket(ticket.id).queryKey });
  void client.invalidateQueries({ queryKey: getTimeline(ticket.conversation_id).queryKey });
}

/** Says a failure over the page if the person has gone on to another ticket; here it is seen where it happened. */
function useFailure(ticket: Ticket) {
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => void (here.current = false);
  }, []);
  return (error: Error) => {
    if (!here.current) void toast({ color: "red", title: ticket.subject, message: words(error), autoClose: false });
  };
}
