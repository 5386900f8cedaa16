import { useEffect, type ReactNode } from "react";
import { begun } from "./begun.ts";
import css from "./screen.module.css";

type Props = { title: string; intro?: string; actions?: ReactNode; children: ReactNode };

/** A screen of its own: everything but the desk. */
export function Screen({ title, intro, actions, children }: Props) {
  useEffect(() => begun.set(true), []);
  return (
    <main className={css.screen}>
      <div className={css.inner}>
        <header className={css.head}>
          <div>
            <h1 className={css.title}>{title}</h1>
            {intro && <p className={css.intro}>{intro}</p>}
          </div>
          {actions && <div className={css.actions}>{actions}</div>}
        </header>
        {children}
      </div>
    </main>
  );
}
