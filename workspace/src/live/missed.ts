import { answer, api } from "../api/client.ts";
import { Problem } from "../api/problems.ts";
import type { Change } from "./frames.ts";

const PAGE = 200;
/** After more than that, reading everything anew is less. */
const AT_ONCE = 5;

const REMEMBERED = 1_000;

/** The same change may be told and read. `seen` has the cursors of the last ones. */
export function isNew(seen: Set<string>, cursor: string): boolean {
  if (seen.has(cursor)) return false;
  seen.add(cursor);
  if (seen.size > REMEMBERED) seen.delete(seen.values().next().value!);
  return true;
}

export type Missed = { changes: Change[]; cursor: string };

/** What happened after `cursor`. Null: too much, or it is not kept any more. */
export async function missed(cursor: string): Promise<Missed | null> {
  const changes: Change[] = [];
  let after = cursor;
  for (let pages = 0; pages < AT_ONCE; pages += 1) {
    const page = await read(after);
    if (!page) return null;
    changes.push(...page.changes);
    after = page.next_cursor;
    if (!page.has_more) return { changes, cursor: after };
  }
  return null;
}

async function read(after: string) {
  try {
    return await answer(api.GET("/changes", { params: { query: { after, limit: PAGE } } }));
  } catch (error) {
    if (error instanceof Problem && error.status === 410) return null;
    throw error;
  }
}
