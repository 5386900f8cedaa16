import type { Mark, Node } from "./doc.ts";

/** The document as HTML with the elements that the API counts. The library's own way would make elements of the page,
 * and a picture of the page is loaded at once. */
export const htmlOf = (doc: Node): string => (doc.content ?? []).map(block).join("");

const TAGS: Record<string, string> = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strike: "s",
  code: "code",
  paragraph: "p",
  blockquote: "blockquote",
  bulletList: "ul",
  orderedList: "ol",
  listItem: "li",
};

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: unknown): string => String(text ?? "").replace(/[&<>"]/g, (letter) => ESCAPES[letter]!);

function block(node: Node): string {
  const inside = node.content ?? [];
  if (node.type === "codeBlock") return `<pre>${inside.map((each) => escaped(each.text)).join("")}</pre>`;
  if (node.type === "paragraph") {
    const align = node.attrs?.["align"];
    return `<p${align ? ` style="text-align: ${escaped(align)}"` : ""}>${inline(inside)}</p>`;
  }
  const tag = TAGS[node.type]!;
  return `<${tag}>${inside.map(block).join("")}</${tag}>`;
}

/** Marks that go on stay open: one link whose words are partly bold is one link. */
function inline(nodes: Node[]): string {
  let html = "";
  let open: Mark[] = [];
  for (const node of nodes) {
    const marks = node.marks ?? [];
    let kept = 0;
    while (kept < open.length && same(open[kept]!, marks[kept])) kept += 1;
    html += open.slice(kept).reverse().map(closing).join("") + marks.slice(kept).map(opening).join("") + leaf(node);
    open = marks;
  }
  return html + [...open].reverse().map(closing).join("");
}

function leaf(node: Node): string {
  if (node.type === "hardBreak") return "<br>";
  if (node.type === "image") return `<img src="${escaped(node.attrs?.["src"])}" alt="${escaped(node.attrs?.["alt"])}">`;
  return escaped(node.text);
}

const same = (one: Mark, other: Mark | undefined): boolean =>
  one.type === other?.type && JSON.stringify(one.attrs ?? {}) === JSON.stringify(other.attrs ?? {});

function opening({ type, attrs = {} }: Mark): string {
  if (type === "link") return `<a href="${escaped(attrs["href"])}">`;
  const style = STYLE_PROPERTIES[type];
  return style ? `<span style="${style}: ${escaped(attrs["value"])}">` : `<${TAGS[type]}>`;
}

function closing({ type }: Mark): string {
  return `</${type === "link" ? "a" : type in STYLE_PROPERTIES ? "span" : TAGS[type]}>`;
}

/** Marks that are a property of style with one of our values. */
export const STYLE_PROPERTIES: Record<string, string> = {
  color: "color",
  background: "background-color",
  size: "font-size",
};
