import { useState, type ReactNode } from "react";
import { ShowAll } from "../work/ShowAll.tsx";
import { CLIPPED_AT } from "./heights.ts";
import { pieces } from "./links.ts";

/** Plain text with its links. Of a very long one the beginning, until somebody wants all of it. */
export function Clipped({ text }: { text: string }) {
  return (
    <Long length={text.length}>
      {(whole) =>
        pieces(whole ? text : text.slice(0, CLIPPED_AT)).map(({ text: shown, href }, at) =>
          href ? (
            <a key={at} href={href} target="_blank" rel="noopener noreferrer nofollow">
              {shown}
            </a>
          ) : (
            shown
          ),
        )
      }
    </Long>
  );
}

/** `children` draws the beginning, or the whole. */
export function Long({ length, children }: { length: number; children(whole: boolean): ReactNode }) {
  const [whole, setWhole] = useState(false);
  if (length <= CLIPPED_AT) return children(true);
  return (
    <>
      {children(whole)}
      {!whole && "…"}
      <ShowAll length={length} whole={whole} onChange={setWhole} />
    </>
  );
}
