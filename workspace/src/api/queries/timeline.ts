import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { seen } from "../../shared/seen.ts";
import { answer, api, type Schemas } from "../client.ts";
import { merged, sequenceOf, unsettled, type Entry, type Message, type Note, type Timeline } from "../timelines.ts";

const FIRST = 50;
const PAGE = 100;
/** Pages that are read at once, before the page is drawn: what came while nobody looked may be more. */
const AT_ONCE = 6;
const SPARE = 5;

const key = (conversation: string) => ["getTimeline", conversation] as const;

/** All that is loaded of a conversation. Asked again, it reads what came since and what may have changed. */
export const getTimeline = (conversation: string) =>
  queryOptions({
    queryKey: key(conversation),
    queryFn: async ({ client, signal }): Promise<Timeline> => {
      const known = client.getQueryData<Timeline>(key(conversation));
      if (!known?.newer) return opened(conversation, signal);
      const fresh = await since(conversation, known as Timeline & { newer: string }, signal);
      // Older entries may have been added meanwhile.
      return joined(client.getQueryData<Timeline>(key(conversation)) ?? known, fresh.entries, fresh.newer);
    },
    staleTime: 0,
  });

/** The page before the ones that are loaded. */
export async function loadOlder(client: QueryClient, conversation: string): Promise<void> {
  const known = client.getQueryData<Timeline>(key(conversation));
  if (!known?.older) return;
  const read = await page(conversation, PAGE, known.older);
  client.setQueryData<Timeline>(
    key(conversation),
    (all) => all && { ...all, entries: merged(all.entries, read.entries), older: read.older_cursor },
  );
}

/** A reply, a change or a note that the API has taken is there at once. */
export function addMessage(client: QueryClient, message: Message | Note): void {
  client.setQueryData<Timeline>(key(message.conversation_id), (all) => all && joined(all, [message], all.newer));
  void client.invalidateQueries({ queryKey: key(message.conversation_id) });
}

const page = (conversation_id: string, limit: number, cursor?: string, signal?: AbortSignal) =>
  answer(
    api.GET("/conversations/{conversation_id}/timeline", {
      params: { path: { conversation_id }, query: { limit, cursor } },
      signal,
    }),
  );

/** Back to what this browser has seen: the conversation opens there. */
async function opened(conversation: string, signal: AbortSignal): Promise<Timeline> {
  let read = await page(conversation, FIRST, undefined, signal);
  const all = { entries: read.entries as readonly Entry[], older: read.older_cursor, newer: read.newer_cursor };
  const known = seen.get()[conversation] ?? Infinity;
  for (let pages = 1; pages < AT_ONCE && all.older && sequenceOf(all.entries[0]!) > known; pages += 1) {
    read = await page(conversation, PAGE, all.older, signal);
    all.entries = merged(all.entries, read.entries);
    all.older = read.older_cursor;
  }
  return all;
}

type Fresh = { entries: readonly Entry[]; newer: string };

async function since(conversation: string, known: Timeline & { newer: string }, signal: AbortSignal): Promise<Fresh> {
  const open = unsettled(known.entries);
  if (open > 0 && open + SPARE <= PAGE) {
    const read = await page(conversation, open + SPARE, undefined, signal);
    const last = known.entries.at(-1)!;
    if (read.newer_cursor && read.entries.some((entry) => entry.id === last.id))
      return { entries: read.entries, newer: read.newer_cursor };
  }
  return newer(conversation, known.newer, signal);
}

async function newer(conversation: string, cursor: string, signal: AbortSignal): Promise<Fresh> {
  const entries: Schemas["TimelineOut"]["entries"] = [];
  for (let pages = 0; pages < AT_ONCE; pages += 1) {
    const read = await page(conversation, PAGE, cursor, signal);
    entries.push(...read.entries);
    cursor = read.newer_cursor ?? cursor;
    if (read.entries.length < PAGE) break;
  }
  return { entries, newer: cursor };
}

function joined(all: Timeline, entries: readonly Entry[], newer: string | null): Timeline {
  return entries.length === 0 && newer === all.newer ? all : { ...all, entries: merged(all.entries, entries), newer };
}
