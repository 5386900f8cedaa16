import css from "./list.module.css";

/** As many rows as fit a window, in the places where tickets will be: nothing moves when they come. */
export function Placeholders({ height }: { height: number }) {
  return (
    <div aria-hidden>
      {Array.from({ length: 12 }, (_, at) => (
        <div key={at} className={css.placeholder} style={{ height }}>
          <span />
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
