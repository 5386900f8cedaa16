import { Extension, Mark, Node } from "@tiptap/core";
import { pictureAddress } from "./addresses.ts";
import { STYLE_PROPERTIES } from "./html.ts";

/** The values of a style: ours only, so that what is pasted is readable at the customer's. */
export const VALUES: Record<string, Record<string, string>> = {
  color: { red: "#c92a2a", orange: "#d9480f", green: "#2b8a3e", blue: "#1864ab", grey: "#495057" },
  background: { yellow: "#fff3bf", green: "#d3f9d8", blue: "#d0ebff", red: "#ffe3e3" },
  size: { small: "0.8em", large: "1.4em" },
};

export function styleMark(name: "color" | "background" | "size") {
  const property = STYLE_PROPERTIES[name]!;
  const known = (value: string) => Object.values(VALUES[name]!).find((each) => hex(each) === hex(value)) ?? false;
  return Mark.create({
    name,
    addAttributes: () => ({ value: {} }),
    parseHTML: () => [
      {
        style: property,
        getAttrs: (value) => {
          const found = known(String(value));
          return found ? { value: found } : false;
        },
      },
    ],
    renderHTML: ({ mark }) => ["span", { style: `${property}: ${mark.attrs["value"]}` }, 0],
  });
}

/** `rgb(201, 42, 42)` and `#c92a2a` are one colour. */
function hex(value: string): string {
  const parts = /^rgb\((\d+), ?(\d+), ?(\d+)\)$/.exec(value.trim());
  return parts
    ? `#${parts
        .slice(1)
        .map((part) => Number(part).toString(16).padStart(2, "0"))
        .join("")}`
    : value.trim();
}

export const ALIGNMENTS = ["start", "center", "end"] as const;

export const alignment = Extension.create({
  name: "alignment",
  addGlobalAttributes: () => [
    {
      types: ["paragraph"],
      attributes: {
        align: {
          default: null,
          parseHTML: (element) => {
            const value = element.style.textAlign.replace("right", "end");
            return value === "center" || value === "end" ? value : null;
          },
          renderHTML: ({ align }) => (align ? { style: `text-align: ${align}` } : {}),
        },
      },
    },
  ],
});

/** Without the library's Ctrl+Enter, which is ours. */
export const lineBreak = Node.create({
  name: "hardBreak",
  inline: true,
  group: "inline",
  selectable: false,
  linebreakReplacement: true,
  parseHTML: () => [{ tag: "br" }],
  renderHTML: () => ["br"],
  renderText: () => "\n",
  addKeyboardShortcuts() {
    return { "Shift-Enter": () => this.editor.commands.insertContent({ type: "hardBreak" }) };
  },
});

/** A picture of the web. It is named here and not shown: to load it would tell its owner who writes, and when. */
export const picture = Node.create({
  name: "image",
  inline: true,
  group: "inline",
  atom: true,
  addAttributes: () => ({ src: { default: null }, alt: { default: "" } }),
  parseHTML: () => [
    {
      tag: "img[src]",
      getAttrs: (element) => {
        const src = pictureAddress(element.getAttribute("src") ?? "");
        return src ? { src, alt: element.getAttribute("alt") ?? "" } : false;
      },
    },
  ],
  renderHTML: ({ node }) => ["img", { src: node.attrs["src"], alt: node.attrs["alt"] }],
  addNodeView:
    () =>
    ({ node }) => {
      const dom = document.createElement("span");
      dom.dataset["picture"] = "";
      dom.title = String(node.attrs["src"]);
      dom.textContent = String(node.attrs["alt"] || URL.parse(String(node.attrs["src"]))?.host);
      return { dom };
    },
});
