import { UnstyledButton } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { number } from "../shared/sizes.ts";
import { t } from "../shared/texts/index.ts";
import css from "./text.module.css";
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
      <UnstyledButton className={css.more} onClick={() => setWhole(!whole)} aria-expanded={whole}>
        {whole ? t("conversation.text.less") : t("conversation.text.all", { length: number(length) })}
      </UnstyledButton>
    </>
  );
}
