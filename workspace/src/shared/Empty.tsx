import type { ReactNode } from "react";
import { Hint } from "./Hint.tsx";
import css from "./empty.module.css";

type Props = {
  alone?: boolean;
  page?: boolean;
  icon?: ReactNode;
  title: string;
  hint?: string | undefined;
  children?: ReactNode;
};

/** Nothing is here: says why, and what to do. `children` are the buttons. `page`: it is all that the screen has; `alone`: there is
 * no menu around it either. */
export function Empty({ alone = false, page = alone, icon, title, hint, children }: Props) {
  const [Around, Title] = page ? (["main", "h1"] as const) : (["div", "p"] as const);
  return (
    <Around className={css.empty} data-alone={alone || undefined}>
      {icon && <span className={css.icon}>{icon}</span>}
      <Title className={css.title}>{title}</Title>
      {hint && <Hint>{hint}</Hint>}
      {children && <div className={css.actions}>{children}</div>}
    </Around>
  );
}
