import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { brief } from "../shared/brief.ts";
import css from "./showall.module.css";
import { number } from "../shared/sizes.ts";
import { t } from "../shared/texts/index.ts";

type Props = { length: number; whole: boolean; onChange(whole: boolean): void };

/** Below the beginning of a long text. */
export function ShowAll({ length, whole, onChange }: Props) {
  return (
    <UnstyledButton className={css.more} onClick={() => onChange(!whole)} aria-expanded={whole}>
      {whole ? t("conversation.text.less") : t("conversation.text.all", { length: number(length) })}
    </UnstyledButton>
  );
}

/** A text, or its beginning until somebody wants all of it. */
export function Brief({ text, letters }: { text: string; letters: number }) {
  const [whole, setWhole] = useState(false);
  const beginning = brief(text, letters);
  if (beginning === text) return text;
  return (
    <>
      {whole ? <span className={css.whole}>{text}</span> : beginning}
      <ShowAll length={text.length} whole={whole} onChange={setWhole} />
    </>
  );
}
