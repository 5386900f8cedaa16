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
  const others = useOthers(ticketId);
  const said = (["typing", "typing_note"] as const).flatMap((state) => {
    const names = others.filter((other) => other.state === state).map(({ name }) => name);
    const text = `conversation.others.${state}${names.length > 1 ? ".several" : ""}` as const;
    return names.length > 0 ? [t(text, { names: named(names) })] : [];
  });
  return (
    <p role="status" className={css.writing} hidden={said.length === 0}>
      {said.join(" · ")}
    </p>
  );
}

const named = (names: string[]): string => new Intl.ListFormat(document.documentElement.lang || "en").format(names);
