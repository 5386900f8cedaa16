import { simplified } from "./pasted.ts";

export const MAKING = {
  shouldRerenderOnTransaction: false,
  // Made after the first drawing: one that is made before is thrown away if the drawing takes its time.
  immediatelyRender: false,
  // The library's style element would only repeat what is in the module.
  injectCSS: false,
} as const;

/** What any editor of ours is to who uses it, and what it takes from the clipboard. */
export const textbox = (label: string, describedBy: string) => ({
  attributes: {
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": label,
    "aria-describedby": describedBy,
    dir: "auto",
  },
  transformPastedHTML: simplified,
});
