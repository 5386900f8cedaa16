import { generateJSON, type Editor } from "@tiptap/core";
import { EditorContent, useEditor, useEditorState } from "@tiptap/react";
import type { ReactNode } from "react";
import type { Carried, Kind } from "./carried.ts";
import { docOf, isStyled, trimmed, type Node } from "./doc.ts";
import css from "./editor.module.css";
import { htmlOf } from "./html.ts";
import { simplified } from "./pasted.ts";
import { textOf } from "./plain.ts";
import { extensionsFor } from "./schema.ts";
import { chain } from "./styles.ts";
import { MAKING, textbox } from "./textbox.ts";
import { Tools } from "./Tools.tsx";
import own from "./prepared.module.css";

/** `html` is empty where the text says all of it. */
export type Prepared = { text: string; html: string };
type Props = {
  label: string;
  describedBy: string;
  placeholder: string;
  wrong: boolean;
  content: Prepared;
  /** Further buttons, which write at the caret. */
  tools(insert: (text: string) => void): ReactNode;
  onChange(content: Prepared): void;
};

/** All that any channel carries: what the channel of a conversation does not, its preview leaves out. */
const KINDS: Kind[] = [
  "BOLD",
  "ITALIC",
  "UNDERLINE",
  "STRIKETHROUGH",
  "BLOCKQUOTE",
  "FONT_STYLE",
  "LISTS",
  "HYPERLINK",
  "TEXT_ALIGNMENT",
  "TEXT_COLOR",
  "BACKGROUND_COLOR",
  "FONT_SIZE",
];
const EXTENSIONS = extensionsFor(KINDS, true);

/** The editor of what is prepared for many conversations. */
export default function PreparedEditor(props: Props) {
  const { label, describedBy, content, onChange } = props;
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: content.html ? generateJSON(simplified(content.html), EXTENSIONS) : docOf(content.text),
    ...MAKING,
    editorProps: textbox(label, describedBy),
    onUpdate: ({ editor }) => {
      const doc = trimmed(editor.getJSON() as Node);
      onChange({ text: textOf(doc), html: isStyled(doc) ? htmlOf(doc) : "" });
    },
  });
  return (
    <div className={own.box} data-wrong={props.wrong || undefined}>
      {editor ? <Surface editor={editor} {...props} /> : <div className={css.waiting} />}
    </div>
  );
}

const CARRIED = { rich_text: KINDS, inline_images: true } as Carried;

function Surface({ editor, placeholder, tools }: Props & { editor: Editor }) {
  const empty = useEditorState({ editor, selector: ({ editor }) => editor.isEmpty });
  return (
    <>
      <div className={css.content} data-empty={empty || undefined} data-placeholder={placeholder}>
        <EditorContent editor={editor} />
      </div>
      <Tools editor={editor} carried={CARRIED}>
        {tools((text) => void chain(editor).insertContent({ type: "text", text }).run())}
      </Tools>
    </>
  );
}
