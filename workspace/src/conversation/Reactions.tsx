import type { Message } from "../api/timelines.ts";
import { words } from "../api/problems.ts";
import { number } from "../shared/sizes.ts";
import { t } from "../shared/texts/index.ts";
import css from "./bubble.module.css";
import type { Reaction } from "./changes.ts";
import { useDoing } from "./context.ts";
import { useMessageChange } from "./useMessageChange.ts";

type Props = { message: Message; reactions: readonly Reaction[] };

/** Beside the message that they are about. A click on ours takes it back. */
export function Reactions({ message, reactions }: Props) {
  const allowed = useDoing().abilities?.changes.reactions ?? false;
  const change = useMessageChange(message);
  if (reactions.length === 0) return null;
  return (
    <div className={css.reactions}>
      {reactions.map(({ reaction, names, ours }) => {
        const label = t("conversation.reaction.by", { reaction, names: names.join(", ") });
        const count = Math.max(names.length, 1);
        const shown = (
          <>
            {reaction} {count > 1 && number(count)}
          </>
        );
        return allowed && ours ? (
          <button
            key={reaction}
            type="button"
            data-ours
            title={label}
            aria-label={t("conversation.reaction.take_back", { reaction })}
            disabled={change.isPending}
            onClick={() => change.mutate({ type: "reaction_removed", reaction })}
          >
            {shown}
          </button>
        ) : (
          <span key={reaction} role="img" aria-label={label} title={label} data-ours={ours || undefined}>
            {shown}
          </span>
        );
      })}
      {change.isError && <p role="alert">{words(change.error)}</p>}
    </div>
  );
}
