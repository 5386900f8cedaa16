import type { AnyExtension } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import { isAddress } from "./addresses.ts";
import type { Kind } from "./carried.ts";
import { alignment, lineBreak, picture, styleMark } from "./extensions.ts";

/** What a channel carries, as the parts of the editor's schema: what is not in it cannot be typed, pasted or sent. */
export function extensionsFor(kinds: readonly Kind[], pictures: boolean): AnyExtension[] {
  const has = (kind: Kind) => kinds.includes(kind);
  const off = (kind: Kind) => (has(kind) ? {} : false);
  return [
    StarterKit.configure({
      heading: false,
      horizontalRule: false,
      hardBreak: false,
      bold: off("BOLD"),
      italic: off("ITALIC"),
      underline: off("UNDERLINE"),
      strike: off("STRIKETHROUGH"),
      blockquote: off("BLOCKQUOTE"),
      code: off("FONT_STYLE"),
      codeBlock: off("FONT_STYLE"),
      bulletList: off("LISTS"),
      orderedList: off("LISTS"),
      listItem: off("LISTS"),
      listKeymap: off("LISTS"),
      link: has("HYPERLINK") && {
        openOnClick: false,
        defaultProtocol: "https",
        isAllowedUri: (href) => isAddress(href),
        HTMLAttributes: { rel: null, target: null },
      },
    }),
    lineBreak,
    ...(has("TEXT_ALIGNMENT") ? [alignment] : []),
    ...(has("TEXT_COLOR") ? [styleMark("color")] : []),
    ...(has("BACKGROUND_COLOR") ? [styleMark("background")] : []),
    ...(has("FONT_SIZE") ? [styleMark("size")] : []),
    ...(pictures ? [picture] : []),
  ];
}
