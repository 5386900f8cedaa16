import type { ReactNode } from "react";
import { words } from "../api/problems.ts";
import { t } from "../shared/texts/index.ts";
import { Collided } from "../work/Collided.tsx";
import type { Work } from "./useField.ts";
import css from "./work.module.css";

type Props = {
  label: string;
  work: Work;
  /** What the person chose or typed, in words. */
  wanted?: string | undefined;
  onInsist?: () => void;
  onLeave?: () => void;
  children: ReactNode;
};

/** A property of the ticket: its name, its value to be edited, and why it was not changed. */
export function Line({ label, work, wanted = "", onInsist, onLeave, children }: Props) {
  const { error, collision } = work;
  return (
    <div>
      <dt dir="auto">{label}</dt>
      <dd>
        {children}
        {error && collision.length > 0 && (
          <Collided
            collision={collision}
            wanted={wanted}
            onInsist={onInsist ?? work.insist}
            onLeave={onLeave ?? work.reset}
          />
        )}
        {error && collision.length === 0 && (
          <p role="alert" className={css.error}>
            {work.said ?? words(error)}
          </p>
        )}
      </dd>
    </div>
  );
}

type ShownProps = { value: string; missing?: boolean | undefined; children?: ReactNode };

/** A value; or that the status needs one, where there is none. */
export function Shown({ value, missing = false, children }: ShownProps) {
  if (missing) return <span className={css.missing}>{t("sidebar.missing")}</span>;
  return children ?? <bdi>{value}</bdi>;
}
