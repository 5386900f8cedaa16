import type { PointerEvent } from "react";

/** Moves a row of a list while its handle is dragged, by mouse, pen or finger. */
export function dragged(
  event: PointerEvent<HTMLElement>,
  at: number,
  onMove: (from: number, to: number) => void,
): void {
  const row = event.currentTarget.closest("li");
  const list = row?.parentElement;
  if (!row || !list || event.button !== 0) return;
  let now = at;
  const follow = ({ clientY }: { clientY: number }) => {
    const others = [...list.children].filter((each) => each !== row);
    const to = others.filter((each) => middle(each) < clientY).length;
    if (to === now) return;
    onMove(now, to);
    now = to;
  };
  const end = () => {
    delete row.dataset["dragged"];
    removeEventListener("pointermove", follow);
    for (const name of ENDS) removeEventListener(name, end);
  };
  row.dataset["dragged"] = "";
  addEventListener("pointermove", follow);
  for (const name of ENDS) addEventListener(name, end);
}

const ENDS = ["pointerup", "pointercancel"] as const;

function middle(element: Element): number {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
}
