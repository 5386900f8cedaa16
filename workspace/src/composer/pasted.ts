/** What was copied from Word or the web, as simple paragraphs and lists; the schema then drops what the channel does
 * not carry. It is read in a document that runs nothing and loads nothing. */
export function simplified(html: string): string {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const hidden of body.querySelectorAll<HTMLElement>(
    "[style*='mso-list'], [style*='display'], [hidden], script, style, template",
  ))
    if (isHidden(hidden)) hidden.remove();
  for (const heading of body.querySelectorAll("h1, h2, h3, h4, h5, h6")) replace(heading, "p", "<b>");
  for (const row of body.querySelectorAll("tr")) asParagraph(row);
  listItems(body);
  return body.innerHTML;
}

const isHidden = (element: HTMLElement): boolean =>
  ["SCRIPT", "STYLE", "TEMPLATE"].includes(element.tagName) ||
  element.hasAttribute("hidden") ||
  element.style.display === "none" ||
  // Word draws its own bullets, as text.
  /mso-list:\s*ignore/i.test(element.getAttribute("style") ?? "");

function replace(element: Element, tag: string, strong?: string): Element {
  const made = element.ownerDocument.createElement(tag);
  const inside = strong ? made.appendChild(element.ownerDocument.createElement("b")) : made;
  inside.append(...element.childNodes);
  element.replaceWith(made);
  return made;
}

/** A row of a table becomes a line: no channel carries tables. */
function asParagraph(row: Element): void {
  const line = row.ownerDocument.createElement("p");
  for (const cell of row.querySelectorAll(":scope > td, :scope > th")) {
    if (line.hasChildNodes()) line.append(" | ");
    line.append(cell.textContent!.replace(/\s+/g, " ").trim());
  }
  row.replaceWith(line);
}

/** Word's lists are paragraphs that say so in their class or style. */
function listItems(body: HTMLElement): void {
  let list: Element | undefined;
  for (const paragraph of [...body.querySelectorAll("p")]) {
    const said = `${paragraph.className} ${paragraph.getAttribute("style") ?? ""}`;
    if (!/MsoListParagraph|mso-list:\s*l\d/i.test(said)) {
      list = undefined;
      continue;
    }
    if (!list || list.nextElementSibling !== paragraph) {
      list = body.ownerDocument.createElement("ul");
      paragraph.before(list);
    }
    const item = replace(paragraph, "li");
    list.append(item);
  }
}
