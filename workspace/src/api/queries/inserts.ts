import { queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type Wanted = Schemas["PreviewIn"];
export type Preview = Schemas["PreviewOut"];
export type LibraryEntry = Schemas["LibraryEntryOut"];

export const listSnippets = () =>
  queryOptions({
    queryKey: ["listSnippets"],
    queryFn: async ({ signal }) => (await answer(api.GET("/snippets", { signal }))).snippets,
    staleTime: 60_000,
  });

export const listLibrary = () =>
  queryOptions({
    queryKey: ["listLibraryEntries"],
    queryFn: async ({ signal }) => (await answer(api.GET("/library", { signal }))).entries,
    staleTime: 60_000,
  });

/** What this becomes in a reply of this conversation. Nothing is stored. */
export const preview = (conversation_id: string, body: Wanted): Promise<Preview> =>
  answer(
    api.POST("/conversations/{conversation_id}/composer/preview", { params: { path: { conversation_id } }, body }),
  );
