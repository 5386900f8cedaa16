import { useEffect, useRef } from "react";
import css from "./editor.module.css";
import type { EditorProps } from "./Editor.tsx";
import toolbar from "./tools.module.css";
import { pastedFiles } from "./transfer.ts";
import { useDraft } from "./useDraft.ts";

/** For channels that carry plain text. */
export function PlainEditor(props: EditorProps) {
  const { sheet, label, placeholder, describedBy, between, tools } = props;
  const text = useDraft(sheet, (draft) => draft.text);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(
    () =>
      props.onReady({
        focus: () => field.current?.focus(),
        insert: ({ text }, typed) => insert(field.current!, text, typed),
      }),
    [],
  );
  return (
    <>
      <textarea
        ref={field}
        className={css.plain}
        dir="auto"
        rows={3}
        aria-label={label}
        aria-describedby={describedBy}
        aria-controls={props.list?.id}
        aria-activedescendant={props.list?.active}
        onSelect={({ currentTarget }) => props.onCaret(beforeCaret(currentTarget))}
        placeholder={placeholder}
        value={text}
        onChange={({ target }) => {
          sheet.change({ text: target.value, doc: null });
          props.onWrite();
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (!event.ctrlKey && !event.metaKey && props.onKey(event.key)) return event.preventDefault();
          if (event.key === "Escape") event.currentTarget.blur();
          if (event.key !== "Enter" || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          props.onSend();
        }}
        onPaste={(event) => {
          const files = pastedFiles(event.clipboardData);
          if (files.length === 0) return;
          event.preventDefault();
          props.onFiles(files);
        }}
      />
      {between}
      <div className={toolbar.tools}>{tools}</div>
    </>
  );
}

const beforeCaret = ({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): string =>
  selectionStart === selectionEnd ? value.slice(value.lastIndexOf("\n", selectionStart - 1) + 1, selectionStart) : "";

/** As if it were typed, so that the browser can undo it. */
function insert(field: HTMLTextAreaElement, text: string, typed: number): void {
  field.focus();
  field.setSelectionRange(field.selectionStart - typed, field.selectionEnd);
  if (text) document.execCommand("insertText", false, text);
  else if (typed > 0) document.execCommand("delete");
}
