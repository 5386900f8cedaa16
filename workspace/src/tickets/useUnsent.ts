import { useMemo, useSyncExternalStore } from "react";
import { keptUnder, outgoing, type Outgoing } from "../api/outgoing.ts";
import { useStore } from "../shared/store.ts";

/** The conversations with a reply that the desk has not taken: from this page, or from before it was loaded. */
export function useUnsent(): ReadonlySet<string> {
  const here = useStore(outgoing);
  const stored = useSyncExternalStore(follow, storedReplies);
  return useMemo(() => unsent(here, stored ? stored.split("\n") : []), [here, stored]);
}

/** One that is on its way from this page is not unsent yet. */
export function unsent(here: readonly Outgoing[], stored: readonly string[]): ReadonlySet<string> {
  const onItsWay = new Set(here.filter(({ refusal }) => refusal === undefined).map(({ key }) => key));
  const refused = here.filter(({ refusal }) => refusal !== undefined);
  const kept = stored.map(parsed).filter(({ key }) => !onItsWay.has(key));
  return new Set([...refused, ...kept].map(({ conversation_id }) => conversation_id));
}

type Known = Pick<Outgoing, "key" | "conversation_id">;

function parsed(text: string): Known {
  try {
    const { key, conversation_id } = JSON.parse(text) as Known;
    return { key, conversation_id };
  } catch {
    return { key: "", conversation_id: "" };
  }
}

/** JSON has no line breaks: one value, which is the same while nothing changes. */
function storedReplies(): string {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(keptUnder()));
    return names.map((name) => localStorage.getItem(name)).join("\n");
  } catch {
    return "";
  }
}

/** Another tab can send it, or take it back. */
function follow(changed: () => void): () => void {
  addEventListener("storage", changed);
  return () => removeEventListener("storage", changed);
}
