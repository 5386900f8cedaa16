import type { Editor } from "@tiptap/core";
import { DOMParser as Parser } from "@tiptap/pm/model";
import { docOf } from "./doc.ts";
import type { Inserted } from "./Editor.tsx";

/** What stands before the caret in its paragraph; nothing while something is chosen. */
export function beforeCaret({ state }: Editor): string {
  const { empty, $from } = state.selection;
  return empty ? $from.parent.textBetween(0, $from.parentOffset, "\n", "\ufffc").split("\n").at(-1)! : "";
}

/** In place of so many letters before the caret. It joins the line in which it stands, as what is pasted does. */
export function insert(editor: Editor, { text, rich_text }: Inserted, typed: number): void {
  const { view, schema } = editor;
  view.focus();
  const { from, to } = view.state.selection;
  const change = view.state.tr.delete(from - typed, to);
  if (rich_text) {
    const { body } = new DOMParser().parseFromString(rich_text, "text/html");
    change.replaceSelection(Parser.fromSchema(schema).parseSlice(body));
  } else if (text.includes("\n")) change.replaceSelection(schema.nodeFromJSON(docOf(text)).slice(0, undefined, true));
  else if (text) change.insertText(text);
  view.dispatch(change.scrollIntoView());
}
