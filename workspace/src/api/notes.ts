import { answer, api, type Schemas } from "./client.ts";
import type { Note } from "./timelines.ts";
import { unchanged } from "./versions.ts";

type Where = { conversation_id: string; id: string; version: number };

const at = ({ conversation_id, id, version }: Where) => ({
  path: { conversation_id, note_id: id },
  header: unchanged({ version }),
});

export const addNote = (conversation_id: string, key: string, body: Schemas["NoteIn"]): Promise<Note> =>
  answer(
    api.POST("/conversations/{conversation_id}/notes", {
      params: { path: { conversation_id }, header: { "idempotency-key": key } },
      body,
    }),
  );

export const changeNote = (note: Where, body: Schemas["NotePatchIn"]): Promise<Note> =>
  answer(api.PATCH("/conversations/{conversation_id}/notes/{note_id}", { params: at(note), body }));

export const deleteNote = (note: Where): Promise<unknown> =>
  answer(api.DELETE("/conversations/{conversation_id}/notes/{note_id}", { params: at(note) }));
