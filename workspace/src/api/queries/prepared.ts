import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type Snippet = Schemas["SnippetOut"];
export type LibraryEntry = Schemas["LibraryEntryOut"];
export type EntryKind = Schemas["EntryKind"];
export type Wanted = Schemas["PreviewIn"];
export type Preview = Schemas["PreviewOut"];

export const listSnippets = () =>
  queryOptions({
    queryKey: ["listSnippets"],
    queryFn: ({ signal }) => answer(api.GET("/snippets", { signal })),
    staleTime: 60_000,
  });

export const getSnippet = (id: string) =>
  queryOptions({
    queryKey: ["getSnippet", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/snippets/{snippet_id}", { params: { path: { snippet_id: id } }, signal })),
  });

export const listLibrary = () =>
  queryOptions({
    queryKey: ["listLibrary"],
    queryFn: async ({ signal }) => (await answer(api.GET("/library", { signal }))).entries,
    staleTime: 60_000,
  });

export const getLibraryEntry = (id: string) =>
  queryOptions({
    queryKey: ["getLibraryEntry", id],
    queryFn: ({ signal }) => answer(api.GET("/library/{entry_id}", { params: { path: { entry_id: id } }, signal })),
  });

/** After any change of prepared content: `listSnippets` and `getSnippet`, or those of the library. */
export async function preparedChanged(queries: QueryClient, ...names: string[]): Promise<void> {
  await Promise.all([...names, "listAuditEvents"].map((name) => queries.invalidateQueries({ queryKey: [name] })));
}

/** What this becomes in a reply of this conversation. Nothing is stored. */
export const preview = (conversation_id: string, body: Wanted): Promise<Preview> =>
  answer(
    api.POST("/conversations/{conversation_id}/composer/preview", { params: { path: { conversation_id } }, body }),
  );
