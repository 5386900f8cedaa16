/** The editor's document as data, so that what is sent can be made and tested without a browser. */
export type Mark = { type: string; attrs?: Record<string, unknown> };
export type Node = { type: string; text?: string; attrs?: Record<string, unknown>; marks?: Mark[]; content?: Node[] };

const paragraph = (line: string): Node =>
  line ? { type: "paragraph", content: [{ type: "text", text: line }] } : { type: "paragraph" };

/** Plain text as a document: one paragraph for each line. */
export const docOf = (text: string): Node => ({ type: "doc", content: text.split("\n").map(paragraph) });

const isBlank = (node: Node): boolean =>
  node.type === "paragraph" &&
  (node.content ?? []).every((each) => each.type === "hardBreak" || (each.type === "text" && !each.text?.trim()));

/** Without empty paragraphs around it: the editor itself adds one at the end. */
export function trimmed(doc: Node): Node {
  const content = doc.content ?? [];
  const start = content.findIndex((node) => !isBlank(node));
  if (start < 0) return { ...doc, content: [] };
  return { ...doc, content: content.slice(start, content.findLastIndex((node) => !isBlank(node)) + 1) };
}

/** One after the other, as two paragraphs. */
export const joined = (one: Node, other: Node): Node => ({
  type: "doc",
  content: [...trimmed(one).content!, ...trimmed(other).content!],
});

/** Whether it says more than its plain text. */
export function isStyled(node: Node): boolean {
  if (node.type !== "doc" && node.type !== "text" && node.type !== "paragraph" && node.type !== "hardBreak")
    return true;
  if (node.marks?.length) return true;
  if (node.type === "paragraph" && node.attrs?.["align"]) return true;
  return (node.content ?? []).some(isStyled);
}
