import type { CSSProperties } from "react";
import css from "./face.module.css";
import { hue, initials } from "./hue.ts";

type Props = { name: string; size?: number };

/** A person, by the initials: the desk has no pictures of people. The name stands beside it. */
export function Face({ name, size = 36 }: Props) {
  const style = { "--hue": hue(name), "--size": `${size}px` } as CSSProperties;
  return <span className={css.face} style={style} data-initials={initials(name)} aria-hidden />;
}
