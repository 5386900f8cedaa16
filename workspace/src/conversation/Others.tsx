import { useOthers } from "../live/useOthers.ts";
import { Face } from "../shared/Face.tsx";
import { t } from "../shared/texts/index.ts";
import css from "./others.module.css";

/** The colleagues who look at this ticket, too. */
export function Others({ ticketId }: { ticketId: string }) {
  const others = useOthers(ticketId);
  if (others.length === 0) return null;
  const text = t("conversation.others", { names: named(others.map(({ name }) => name)) });
  return (
    <span className={css.faces} role="img" aria-label={text} title={text}>
      {others.map(({ name }) => (
        <Face key={name} name={name} size={24} />
      ))}
    </span>
  );
}

/** A line at the composer, so that two do not answer the same. It is always there: what it says is spoken. */
export function OthersWriting({ ticketId }: { ticketId: string }) {
  const names = useOthers(ticketId).flatMap(({ name, typing }) => (typing ? [name] : []));
  const text = names.length > 1 ? "conversation.others.writing.several" : "conversation.others.writing";
  return (
    <p role="status" className={css.writing} hidden={names.length === 0}>
      {names.length > 0 && t(text, { names: named(names) })}
    </p>
  );
}

const named = (names: string[]): string => new Intl.ListFormat(document.documentElement.lang || "en").format(names);
