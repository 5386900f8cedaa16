import type { Message } from "../api/timelines.ts";
import { moment, time } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import { Clipped } from "./Clipped.tsx";
import css from "./lines.module.css";
import { useNames } from "./useNames.ts";

/** A change of a message that is not loaded, or that the desk does not know. */
export function LooseChange({ message }: { message: Message }) {
  const { named } = useNames();
  const kind = message.content as "edited" | "deleted" | "reaction_added" | "reaction_removed";
  const said = t(`conversation.change.${kind}`, { name: named(message.actor) });
  return (
    <div className={css.event}>
      <span>{said}</span>
      {message.text && (
        <span dir="auto">
          <Clipped text={message.text} />
        </span>
      )}
      <time dateTime={message.created_at} title={moment(message.created_at)}>
        {time(message.created_at)}
      </time>
    </div>
  );
}
