import { useCallback } from "react";
import type { Schemas } from "../api/client.ts";
import { useAgents } from "../api/queries/people.ts";
import { useSession } from "../session/context.ts";
import { t } from "../shared/texts/index.ts";

type Actor = Schemas["ActorOut"];

/** What people are called here: oneself "You", a program by its name, who has no name by what they are. */
export function useNames() {
  const me = useSession().person()?.id;
  const { data: agents } = useAgents();
  const agent = useCallback(
    (id: string): string => {
      if (id === me) return t("conversation.you");
      // Nobody has left before it is known who is there.
      return agents ? (agents.find((each) => each.id === id)?.name ?? t("conversation.somebody")) : "…";
    },
    [agents, me],
  );
  const named = useCallback(
    (actor: Actor): string => {
      if (actor.kind === "person" && actor.id === me) return t("conversation.you");
      return actor.name || (actor.kind === "person" ? agent(actor.id) : t(`conversation.actor.${actor.kind}`));
    },
    [agent, me],
  );
  return { agent, named, me };
}
