import type { Editor } from "@tiptap/core";
import Bold from "lucide-react/icons/bold";
import Code from "lucide-react/icons/code";
import Italic from "lucide-react/icons/italic";
import List from "lucide-react/icons/list";
import ListOrdered from "lucide-react/icons/list-ordered";
import Strikethrough from "lucide-react/icons/strikethrough";
import TextQuote from "lucide-react/icons/text-quote";
import Underline from "lucide-react/icons/underline";

/** At once: the library alone focuses a moment later, and a letter typed until then would be a key of the page. */
export function chain(editor: Editor) {
  editor.view.focus();
  return editor.chain().focus();
}

/** The buttons that switch one thing on and off, with the library's keys. */
export const STYLES = [
  { name: "bold", kind: "BOLD", icon: Bold, press: "mod+b", run: (e: Editor) => chain(e).toggleBold().run() },
  { name: "italic", kind: "ITALIC", icon: Italic, press: "mod+i", run: (e: Editor) => chain(e).toggleItalic().run() },
  {
    name: "underline",
    kind: "UNDERLINE",
    icon: Underline,
    press: "mod+u",
    run: (e: Editor) => chain(e).toggleUnderline().run(),
  },
  {
    name: "strike",
    kind: "STRIKETHROUGH",
    icon: Strikethrough,
    press: "mod+shift+s",
    run: (e: Editor) => chain(e).toggleStrike().run(),
  },
  {
    name: "bulletList",
    kind: "LISTS",
    icon: List,
    press: "mod+shift+8",
    run: (e: Editor) => chain(e).toggleBulletList().run(),
  },
  {
    name: "orderedList",
    kind: "LISTS",
    icon: ListOrdered,
    press: "mod+shift+7",
    run: (e: Editor) => chain(e).toggleOrderedList().run(),
  },
  {
    name: "blockquote",
    kind: "BLOCKQUOTE",
    icon: TextQuote,
    press: "mod+shift+b",
    run: (e: Editor) => chain(e).toggleBlockquote().run(),
  },
  { name: "code", kind: "FONT_STYLE", icon: Code, press: "mod+e", run: (e: Editor) => chain(e).toggleCode().run() },
] as const;
