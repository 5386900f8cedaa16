import { t } from "../shared/texts/index.ts";
import css from "./conversation.module.css";

/** While the first page is on its way: in the places where messages will be. */
export function Placeholders() {
  return (
    <div className={css.placeholders} role="img" aria-label={t("conversation.loading")}>
      <span />
      <span data-out />
      <span />
      <span data-out />
    </div>
  );
}
