import type { Editor } from "@tiptap/core";
import { EditorContent, useEditor, useEditorState } from "@tiptap/react";
import { useEffect, useRef } from "react";
import { useStore } from "../shared/store.ts";
import type { Carried } from "./carried.ts";
import { perform } from "../shared/keys/index.ts";
import { docOf, type Node } from "./doc.ts";
import css from "./editor.module.css";
import type { EditorProps } from "./Editor.tsx";
import { beforeCaret, insert } from "./richcaret.ts";
import { pastedFiles } from "./transfer.ts";
import { textOf } from "./plain.ts";
import { extensionsFor } from "./schema.ts";
import { chain } from "./styles.ts";
import { MAKING, textbox } from "./textbox.ts";
import { Tools } from "./Tools.tsx";

/** With the styles of the channel, and no others. */
export default function RichEditor(props: EditorProps & { carried: Carried }) {
  const { sheet, carried, label, describedBy } = props;
  // The library keeps the functions of the first time.
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const kinds = [...carried.rich_text, carried.inline_images ? "pictures" : ""].join();
  const editor = useEditor(
    {
      extensions: extensionsFor(carried.rich_text, carried.inline_images),
      ...MAKING,
      editorProps: {
        ...textbox(label, describedBy),
        handleKeyDown: (_, event) => pressed(event, latest.current),
        handlePaste: (_, event) => {
          const files = pastedFiles(event.clipboardData);
          if (files.length > 0) latest.current.onFiles(files);
          return files.length > 0;
        },
        // The pane takes them.
        handleDrop: (_, event) => Boolean(event.dataTransfer?.files.length),
      },
      onCreate: ({ editor }) => show(editor, props),
      onUpdate: ({ editor }) => {
        const doc = editor.getJSON() as Node;
        sheet.change({ doc, text: textOf(doc) });
        latest.current.onWrite();
        latest.current.onCaret(beforeCaret(editor));
      },
      onSelectionUpdate: ({ editor }) => latest.current.onCaret(beforeCaret(editor)),
    },
    [kinds, sheet],
  );
  return editor ? <Surface editor={editor} {...props} /> : <div className={css.waiting} />;
}

function Surface({ editor, ...props }: EditorProps & { carried: Carried; editor: Editor }) {
  const { sheet, carried, placeholder, between, tools } = props;
  const loads = useStore(sheet.loads);
  useEffect(() => {
    if (loads > 0) show(editor, props);
    // Only what comes from elsewhere is shown; what is typed is there already.
  }, [loads, editor]);
  useEffect(
    () =>
      props.onReady({
        focus: () => void chain(editor).focus("end").run(),
        insert: (content, typed) => insert(editor, content, typed),
      }),
    [editor],
  );
  const { id, active } = props.list ?? {};
  useEffect(() => {
    const attributes = { "aria-controls": id, "aria-activedescendant": active };
    for (const [name, value] of Object.entries(attributes))
      if (value) editor.view.dom.setAttribute(name, value);
      else editor.view.dom.removeAttribute(name);
  }, [editor, id, active]);
  const empty = useEditorState({ editor, selector: ({ editor }) => editor.isEmpty });
  return (
    <>
      <div className={css.content} data-empty={empty || undefined} data-placeholder={placeholder}>
        <EditorContent editor={editor} />
      </div>
      {between}
      <Tools editor={editor} carried={carried}>
        {tools}
      </Tools>
    </>
  );
}

/** The draft; as plain text if it has styles of another channel. */
function show(editor: Editor, { sheet }: EditorProps): void {
  const { doc, text, html } = sheet.draft.get();
  const content = doc && fits(editor, doc) ? doc : (html ?? docOf(text));
  editor.commands.setContent(content, { emitUpdate: false });
  if (html !== null) sheet.adopt({ html: null, doc: editor.getJSON() as Node });
}

function fits(editor: Editor, doc: Node): boolean {
  try {
    editor.schema.nodeFromJSON(doc).check();
    return true;
  } catch {
    return false;
  }
}

function pressed(event: KeyboardEvent, { onSend, onKey }: EditorProps): boolean {
  if (event.isComposing) return false;
  if (!event.ctrlKey && !event.metaKey && onKey(event.key)) return true;
  // The library takes each Enter: none reaches the page's keys.
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
    if (event.shiftKey) perform("send_as", event.target);
    else onSend();
  else if (event.key === "Escape") (event.target as HTMLElement).blur();
  else return false;
  return true;
}
