import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { outgoing } from "../api/outgoing.ts";
import { pace } from "../api/pace.ts";
import { getTimeline, loadOlder } from "../api/queries/timeline.ts";
import type { Entry } from "../api/timelines.ts";
import { announce } from "../shared/announce.ts";
import { seen } from "../shared/seen.ts";
import { useStore } from "../shared/store.ts";
import { t } from "../shared/texts/index.ts";
import { isChange } from "./changes.ts";
import { rowsOf } from "./rows.ts";

const EVERY_MS = 5000;
const SPOKEN = 200;

/** What is shown of a conversation, asked again when the desk tells of a change, else while the page is seen. */
export function useTimeline(conversation: string) {
  const query = useQuery({ ...getTimeline(conversation), refetchInterval: () => pace(EVERY_MS) });
  const [seenBefore] = useState(() => seen.get()[conversation]);
  const leaving = useStore(outgoing);
  const entries = query.data?.entries;
  const rows = useMemo(
    () =>
      rowsOf({
        entries: entries ?? [],
        outgoing: leaving.filter((reply) => reply.conversation_id === conversation),
        seen: seenBefore,
      }),
    [entries, leaving, conversation, seenBefore],
  );
  useAnnounced(entries);
  return { query, rows, entries: entries ?? [], older: useOlder(conversation, query.data?.older ?? null) };
}

export type Older = { more: boolean; failed: boolean; load(): Promise<void> };

function useOlder(conversation: string, cursor: string | null): Older {
  const client = useQueryClient();
  const loading = useRef(false);
  const [failed, setFailed] = useState(false);
  const load = useCallback(async () => {
    if (loading.current) return;
    loading.current = true;
    setFailed(false);
    try {
      await loadOlder(client, conversation);
    } catch {
      setFailed(true);
    } finally {
      loading.current = false;
    }
  }, [client, conversation]);
  return useMemo(() => ({ more: cursor !== null, failed, load }), [cursor, failed, load]);
}

/** Says who has written, for people who do not see it. */
function useAnnounced(entries: readonly Entry[] | undefined) {
  const last = useRef<number>(undefined);
  useEffect(() => {
    const newest = entries?.findLast((entry) => entry.type === "message" && !isChange(entry));
    if (newest?.type !== "message") return;
    if (last.current !== undefined && newest.sequence > last.current && newest.direction === "in")
      announce(
        t("conversation.arrived", {
          name: newest.actor.name ?? "",
          text: (newest.text || newest.label || "").slice(0, SPOKEN),
        }),
      );
    last.current = Math.max(last.current ?? 0, newest.sequence);
  }, [entries]);
}
