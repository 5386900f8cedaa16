import { useEffect, useRef } from "react";
import css from "./suggestions.module.css";
import type { Suggestion } from "./suggesting.ts";

type Props = {
  id: string;
  label: string;
  found: readonly Suggestion[];
  at: number;
  none: string;
  onChoose(chosen: Suggestion): void;
};

/** The focus stays where one types; the line that Enter takes is marked. */
export function SuggestionList({ id, label, found, at, none, onChoose }: Props) {
  const active = useRef<HTMLLIElement>(null);
  useEffect(() => {
    void active.current?.scrollIntoView({ block: "nearest" });
  }, [at, found]);
  if (found.length === 0) return <p className={css.none}>{none}</p>;
  return (
    <ul id={id} role="listbox" aria-label={label} className={css.list}>
      {found.map((each, index) => (
        <li
          key={each.id}
          id={`${id}-${index}`}
          ref={index === at ? active : undefined}
          role="option"
          aria-selected={index === at}
          className={css.item}
          // The focus stays in the editor.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(each)}
        >
          <span className={css.line}>
            <bdi className={css.name}>{each.name}</bdi>
            {each.hint && <span className={css.hint}>{each.hint}</span>}
          </span>
          {each.more && (
            <span className={css.more} dir="auto">
              {each.more}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
