import type { Node } from "./doc.ts";

/** The document as plain text: what the customer reads where there are no styles, and what the API counts. */
export function textOf(doc: Node): string {
  return lines(doc.content ?? [])
    .join("\n")
    .replace(/^\n+|\s+$/g, "");
}

/** Characters as the API counts them: an emoji beyond the first 65,536 is one. */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length - 1; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0xd800 || code > 0xdbff) continue;
    const next = text.charCodeAt(at + 1);
    if (next >= 0xdc00 && next <= 0xdfff) length -= 1;
  }
  return length;
}

const lines = (nodes: Node[]): string[] => nodes.flatMap(block);

function block(node: Node): string[] {
  const inside = node.content ?? [];
  switch (node.type) {
    case "bulletList":
      return inside.flatMap((item) => itemOf("- ", item));
    case "orderedList":
      return inside.flatMap((item, at) => itemOf(`${Number(node.attrs?.["start"] ?? 1) + at}. `, item));
    case "blockquote":
      return lines(inside).map((line) => `> ${line}`);
    default:
      return inline(inside).split("\n");
  }
}

const itemOf = (mark: string, item: Node): string[] =>
  lines(item.content ?? []).map((line, at) => (at === 0 ? mark : " ".repeat(mark.length)) + line);

function inline(nodes: Node[]): string {
  let text = "";
  for (let at = 0; at < nodes.length; ) {
    const href = hrefOf(nodes[at]!);
    let end = at + 1;
    while (href && end < nodes.length && hrefOf(nodes[end]!) === href) end += 1;
    const shown = nodes.slice(at, end).map(leaf).join("");
    text += href ? withAddress(shown, href) : shown;
    at = end;
  }
  return text;
}

const leaf = (node: Node): string =>
  node.type === "hardBreak" ? "\n" : node.type === "image" ? String(node.attrs?.["alt"] ?? "") : (node.text ?? "");

const hrefOf = (node: Node): string | undefined =>
  node.marks?.find(({ type }) => type === "link")?.attrs?.["href"] as string | undefined;

/** The address is said unless the words are the address. */
function withAddress(shown: string, href: string): string {
  const bare = shown.trim();
  const same = [bare, `mailto:${bare}`, `tel:${bare}`, `https://${bare}`, `http://${bare}`];
  return same.includes(href) ? shown : `${shown} (${href})`;
}
