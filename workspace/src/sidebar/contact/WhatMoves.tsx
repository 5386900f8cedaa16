import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api/client.ts";
import { shownValue } from "../../api/property.ts";
import { useAgents } from "../../api/queries/people.ts";
import { listContactProperties } from "../../api/queries/properties.ts";
import { day } from "../../shared/dates.ts";
import { has, t } from "../../shared/texts/index.ts";
import css from "./dialog.module.css";

type Preview = Schemas["MergePreviewOut"];
type Values = Preview["filled"];

/** All that the contact gets from the other, and what of the other is not taken. */
export function WhatMoves({ preview, name }: { preview: Preview; name: string }) {
  const other = preview.merged.name ?? preview.merged.id;
  const identifiers = preview.identifiers.map(({ type, value }) =>
    [t(`sidebar.identifier.${type}`), value].filter(Boolean).join(": "),
  );
  const tickets = preview.conversations.map((each) => `${each.name} (${day(each.opened_at)})`);
  const parts = [
    [t("contact.moves.identifiers"), identifiers],
    [t("contact.moves.conversations"), tickets],
    [t("contact.moves.filled"), useWords(preview.filled)],
    [t("contact.moves.kept"), useWords(preview.kept)],
  ] as const;
  return (
    <div className={css.moves} role="status">
      <p>{t("contact.moves", { name, other })}</p>
      {parts
        .filter(([, lines]) => lines.length > 0)
        .map(([title, lines]) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            <ul>
              {lines.map((line) => (
                <li key={line}>
                  <bdi>{line}</bdi>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </div>
  );
}

function useWords(values: Values): string[] {
  const { data: users = [] } = useAgents();
  const { data: properties = [] } = useQuery(listContactProperties());
  return Object.entries(values).map(([field, value]) => {
    const own = field.startsWith("properties.") ? field.slice("properties.".length) : undefined;
    const property = properties.find((each) => each.name === own);
    const key = `contact.field.${field}`;
    const label = property?.label ?? (has(key) ? t(key as "contact.field.name") : (own ?? field));
    const person = field === "owner_id" ? users.find(({ id }) => id === value)?.name : undefined;
    return `${label}: ${person ?? shownValue(property, value)}`;
  });
}
