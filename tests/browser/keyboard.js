// Walks through a page by Tab: `begin` notes what should be reached, `arrive` looks at where one is.
(() => {
  const INTERACTIVE = "a[href], button, input, select, textarea, summary, audio, video, [tabindex], [contenteditable=true]";
  const said = (element) => {
    const name = element.getAttribute("aria-label") ?? (element.textContent.trim() || element.name || "");
    return `<${element.localName} type="${element.type ?? ""}"> ${name.slice(0, 60)}`;
  };
  /** One of a group of radio buttons is reached by Tab, the others by arrows. */
  const same = (one, other) => one === other || (one.type === "radio" && other.type === "radio" && one.name === other.name);
  /** The ring may be drawn by what covers the row, beside a hidden box, or around a field. */
  function looks(element) {
    const drawn = [[element], [element, "::after"], [element.nextElementSibling]];
    for (let around = element.parentElement; around && drawn.length < 8; around = around.parentElement) drawn.push([around]);
    return drawn
      .filter(([each]) => each)
      .map(([each, part]) => {
        const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(each, part);
        return [outlineStyle === "none" ? "" : outlineStyle + outlineWidth + outlineColor, boxShadow, borderColor].join();
      })
      .join("|");
  }

  let wanted = [];
  let last = null;
  const reached = new Set();
  const unseen = [];
  window.begin = () => {
    wanted = [...document.querySelectorAll(INTERACTIVE)].filter(
      (each) =>
        each.tabIndex >= 0 &&
        !each.matches(":disabled") &&
        // A link in what is being written is reached with the caret.
        !each.parentElement.closest("[contenteditable=true]") &&
        each.checkVisibility({ visibilityProperty: true }),
    );
    return wanted.length;
  };
  window.arrive = () => {
    // The controls of a recording are the browser's own.
    const own = last?.element.matches("audio, video");
    // A date is several fields of the browser's own in one element.
    const left = last && last.element !== document.activeElement;
    if (left && !own && last.element.isConnected && looks(last.element) === last.looks) unseen.push(said(last.element));
    const element = document.activeElement;
    const again = reached.has(element) && element !== last?.element;
    const box = element.getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    last = element === document.body ? null : { element, looks: looks(element) };
    reached.add(element);
    return { round: again || element === document.body, outside: inside ? "" : said(element) };
  };
  // A row that was scrolled away is made anew when it comes back, and was reached as another element.
  window.missed = () =>
    wanted.filter((each) => each.isConnected && ![...reached].some((one) => same(each, one))).map(said);
  window.unseen = () => unseen;
})();
