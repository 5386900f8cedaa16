import type { ReactNode } from "react";
import { day, moment, time } from "../shared/dates.ts";
import css from "./sidebar.module.css";

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** Names and values below each other; a value that is not there has no line. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={css.facts}>
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== false && value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt dir="auto">{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={moment(at)}>
      {day(at)}, {time(at)}
    </time>
  );
}
