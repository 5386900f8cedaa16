import { useEffect } from "react";
import { Store } from "../shared/store.ts";

/** What is on the screen, by the topic that tells of it. Two parts of the page may show the same. */
export const topics = new Store<readonly string[]>([]);

const TICKET = "ticket:";
export const ticketOf = (topic: string): string | undefined =>
  topic.startsWith(TICKET) ? topic.slice(TICKET.length) : undefined;

export function useTopic(topic: string | undefined): void {
  useEffect(() => {
    if (topic === undefined) return;
    topics.set([...topics.get(), topic]);
    return () => {
      const shown = [...topics.get()];
      shown.splice(shown.indexOf(topic), 1);
      topics.set(shown);
    };
  }, [topic]);
}
