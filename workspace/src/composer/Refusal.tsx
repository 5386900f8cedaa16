import type { ReactNode } from "react";
import css from "./notice.module.css";

/** Why something was not done, where it was wanted. */
export function Refusal({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className={css.refusal}>
      {children}
    </p>
  );
}
