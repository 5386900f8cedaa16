import { useState } from "react";
import type { Message } from "../api/timelines.ts";
import { t } from "../shared/texts/index.ts";
import css from "./bubble.module.css";

/** A message of a kind that the desk does not know: what the service sent, on demand. */
export function Raw({ message }: { message: Message }) {
  const [shown, setShown] = useState(false);
  return (
    <div className={css.raw}>
      {t("conversation.unsupported")}{" "}
      {message.raw && (
        <button type="button" className={css.plain} aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t("conversation.unsupported.raw")}
        </button>
      )}
      {shown && <pre tabIndex={0}>{message.raw}</pre>}
    </div>
  );
}
