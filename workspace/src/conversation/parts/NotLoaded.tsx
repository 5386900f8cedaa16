import { t } from "../../shared/texts/index.ts";
import bubble from "../bubble.module.css";
import css from "./parts.module.css";

/** In the place of what could not be loaded. */
export function NotLoaded({ text, onAgain }: { text: string; onAgain(): void }) {
  return (
    <span className={css.trouble} role="alert">
      <span>{text}</span>
      <button type="button" className={bubble.plain} onClick={onAgain}>
        {t("shell.try_again")}
      </button>
    </span>
  );
}
