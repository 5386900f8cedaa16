// What does not fit: elements beyond the window, texts that lie over each other, and drawings that look the wrong way.
() => {
  const said = (element) => {
    const name = element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 40);
    return `<${element.localName} class="${element.getAttribute("class") ?? ""}"> ${name}`;
  };
  const style = (element) => getComputedStyle(element);
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  /** What is left of a box within all that cut it off. Whatever can be scrolled sideways by itself may be wider. */
  function within(element, box) {
    let { left, right, top, bottom } = box;
    for (let around = element.parentElement; around; around = around.parentElement) {
      const { overflowX, overflowY, clipPath, position } = style(around);
      const edge = around.getBoundingClientRect();
      if (clipPath !== "none") return null;
      if (overflowX !== "visible") [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      if (overflowY !== "visible") [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
      if (position === "fixed") break;
    }
    return right - left > 1 && bottom - top > 1 ? { left, right, top, bottom } : null;
  }

  const elements = [...document.body.querySelectorAll("*")].filter((each) => seen(each));
  const beyond = elements.filter((each) => {
    if (style(each).clipPath !== "none" || each.closest("svg svg, svg > *")) return false;
    const box = within(each, each.getBoundingClientRect());
    return box && box.bottom > 0 && (box.left < -1 || box.right > innerWidth + 1);
  });

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !seen(element) || element.closest("option, select")) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) {
      const left = style(element).clipPath === "none" && within(walker.currentNode, box);
      // Where something lies over it on purpose, it is not seen.
      const on = left && document.elementFromPoint((left.left + left.right) / 2, (left.top + left.bottom) / 2);
      if (left && on && (element.contains(on) || on.contains(element))) texts.push({ element, ...left });
    }
  }
  const over = [];
  for (const [at, one] of texts.entries()) {
    for (const other of texts.slice(at + 1)) {
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (one.element !== other.element && wide > 2 && high > 6) over.push(`${said(one.element)} and ${said(other.element)}`);
    }
  }

  const looking = /lucide-(arrow|chevron)-(left|right)|lucide-(reply|send|panel|log|external|list(?!-filter)|text-quote|text-align-start|text-align-end)/;
  const mirrored = document.documentElement.dir === "rtl";
  const astray = elements.filter(
    (each) => looking.test(each.getAttribute("class")) && style(each).scale.startsWith("-1") !== mirrored,
  );
  return {
    scrolls: document.documentElement.scrollWidth - innerWidth,
    beyond: beyond.map(said),
    over,
    astray: astray.map(said),
  };
};
