import { t } from "../shared/texts/index.ts";
import css from "./channels.module.css";
import type { State } from "./state.ts";

/** Not by its colour alone: the word says it. */
export function StateBadge({ state }: { state: State }) {
  return (
    <span className={css.state} data-state={state}>
      {t(`channels.state.${state}`)}
    </span>
  );
}
