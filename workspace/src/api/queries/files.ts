import { queryOptions } from "@tanstack/react-query";
import { now } from "../../shared/clock.ts";
import { answer, api } from "../client.ts";

/** A link is taken anew a little before it ends. */
const SPARE_MS = 30_000;

/** A message or note that has the file; a file of one's own, or of the library, needs none. */
export type ShownWith = { message_id?: string; conversation_id?: string; note_id?: string };

/** A link to a file, for some minutes: the same one wherever the file is shown. */
export const getFileContent = (file_id: string, shownWith: ShownWith) =>
  queryOptions({
    queryKey: ["getFileContent", file_id],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/files/{file_id}/content", {
          params: { path: { file_id }, query: { redirect: false, ...shownWith } },
          signal,
        }),
      ),
    staleTime: ({ state }) => (state.data ? Math.max(0, Date.parse(state.data.expires_at) - now() - SPARE_MS) : 0),
  });

export const getFile = (file_id: string) =>
  queryOptions({
    queryKey: ["getFile", file_id],
    queryFn: ({ signal }) => answer(api.GET("/files/{file_id}", { params: { path: { file_id } }, signal })),
  });
