import { lazy, Suspense, type ReactNode } from "react";
import { isRich, type Carried } from "./carried.ts";
import css from "./editor.module.css";
import { PlainEditor } from "./PlainEditor.tsx";
import type { Sheet } from "./sheet.ts";

const RichEditor = lazy(() => import("./RichEditor.tsx"));

export type Inserted = { text: string; rich_text: string | null };
export type Handle = {
  focus(): void;
  /** At the caret, in place of so many letters before it. */
  insert(content: Inserted, typed: number): void;
};
export type EditorProps = {
  sheet: Sheet;
  label: string;
  placeholder: string;
  describedBy: string;
  /** What belongs between the text and the buttons, and more buttons. */
  between: ReactNode;
  tools: ReactNode;
  /** The list of suggestions that is open under the editor. */
  list: { id: string; active: string } | undefined;
  onReady(handle: Handle): void;
  onWrite(): void;
  /** The caret has moved: what stands before it in its line. */
  onCaret(before: string): void;
  /** Before the editor itself. True: it is done. */
  onKey(key: string): boolean;
  onSend(): void;
  onFiles(files: File[]): void;
};

/** The editor that this channel needs. */
export function Editor({ carried, ...props }: EditorProps & { carried: Carried }) {
  if (!isRich(carried)) return <PlainEditor {...props} />;
  return (
    <Suspense fallback={<div className={css.waiting} />}>
      <RichEditor carried={carried} {...props} />
    </Suspense>
  );
}
