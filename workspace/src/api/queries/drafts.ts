import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";
import { unchanged } from "../versions.ts";
import { addMessage } from "./timeline.ts";

export type DeskDraft = Schemas["DraftOut"];
export type DraftContent = Schemas["DraftIn"];

/** The caller's own, the shared one, and whatever waits for approval. */
export const listDrafts = (conversation_id: string) =>
  queryOptions({
    queryKey: ["listDrafts", conversation_id],
    queryFn: async ({ signal }) =>
      (
        await answer(
          api.GET("/conversations/{conversation_id}/drafts", { params: { path: { conversation_id } }, signal }),
        )
      ).drafts,
    staleTime: 0,
  });

/** In place of this version; null if there is none. It goes on though the page is left. */
export const saveDraft = (
  conversation_id: string,
  body: DraftContent,
  version: number | null,
  shared = false,
): Promise<DeskDraft> =>
  answer(
    api.PUT("/conversations/{conversation_id}/draft", {
      params: {
        path: { conversation_id },
        query: shared ? { shared } : {},
        header: version === null ? {} : unchanged({ version }),
      },
      body,
      keepalive: true,
    }),
  );

export const dropOwn = (conversation_id: string, version: number): Promise<unknown> =>
  answer(
    api.DELETE("/conversations/{conversation_id}/draft", {
      params: { path: { conversation_id }, header: unchanged({ version }) },
      keepalive: true,
    }),
  );

export const dropDraft = ({ conversation_id, id, version }: DeskDraft): Promise<unknown> =>
  answer(
    api.DELETE("/conversations/{conversation_id}/drafts/{draft_id}", {
      params: { path: { conversation_id, draft_id: id }, header: unchanged({ version }) },
    }),
  );

/** Exactly this version is sent, once. */
export async function approveDraft(queries: QueryClient, { conversation_id, id, version }: DeskDraft): Promise<void> {
  const params = { path: { conversation_id } };
  const body = { draft_id: id, version };
  addMessage(queries, await answer(api.POST("/conversations/{conversation_id}/draft/approvals", { params, body })));
}
