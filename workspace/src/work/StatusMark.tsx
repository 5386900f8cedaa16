import type { Category } from "./pipeline.ts";
import css from "./marks.module.css";

/** A status: its category by colour and by shape, its name in words. */
export function StatusMark({ category, name }: { category: Category; name: string }) {
  return (
    <span className={css.status} data-category={category}>
      <bdi>{name}</bdi>
    </span>
  );
}
