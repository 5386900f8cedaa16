import type { QueryClient } from "@tanstack/react-query";
import { Problem } from "./problems.ts";
import { getTicket } from "./queries/tickets.ts";
import { inEachList } from "./ticketlists.ts";

/** Not there, or not for this person any more. */
export const isGone = (error: unknown): boolean => error instanceof Problem && [403, 404].includes(error.status);

/** Links to files are known by the file, not by the conversation it is in. */
const OF_FILES = ["getFile", "getFileContent"];

/** Call when the desk says that a ticket is not there, or that this person may not see it any more: nothing that was
 * read of it stays in the page. It is read again, and what is shown is what somebody sees who opens it now. What the
 * person wrote themselves is kept. */
export function ticketGone(queries: QueryClient, id: string): void {
  const { queryKey } = getTicket(id);
  const ticket = queries.getQueryData(queryKey);
  const ids: unknown[] = ticket ? [id, ticket.conversation_id, ticket.contact_id] : [id];
  inEachList(queries, (list) => ({ ...list, tickets: list.tickets.filter((each) => each.id !== id) }));
  queries.removeQueries({
    predicate: ({ queryKey: [name, ...of] }) =>
      name !== queryKey[0] && (of.some((each) => ids.includes(each)) || OF_FILES.includes(name as string)),
  });
  queries.removeQueries({ queryKey: ["search"], type: "inactive" });
  void queries.resetQueries({ queryKey });
}
