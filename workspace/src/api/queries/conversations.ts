import { queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type Abilities = Schemas["ComposerOut"];

/** What a reply may contain, and what may be changed. */
export const getComposer = (conversation_id: string) =>
  queryOptions({
    queryKey: ["getComposer", conversation_id],
    queryFn: ({ signal }) =>
      answer(api.GET("/conversations/{conversation_id}/composer", { params: { path: { conversation_id } }, signal })),
    staleTime: 60_000,
  });
