import { lazy, Suspense, type ReactNode } from "react";
import { isRich, type Carried } from "./carried.ts";
import css from "./editor.module.css";
import { PlainEditor } from "./PlainEditor.tsx";
import type { Sheet } from "./sheet.ts";

const RichEditor = lazy(() => import("./RichEditor.tsx"));

export type Handle = { focus(): void };
export type EditorProps = {
  sheet: Sheet;
  label: string;
  placeholder: string;
  describedBy: string;
  /** What belongs between the text and the buttons, and more buttons. */
  between: ReactNode;
  tools: ReactNode;
  onReady(handle: Handle): void;
  onWrite(): void;
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
