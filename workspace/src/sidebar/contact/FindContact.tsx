import "@mantine/core/styles/Input.layer.css";
import { TextInput, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listContacts } from "../../api/queries/contacts.ts";
import { Refused } from "../../api/Refused.tsx";
import { date } from "../../shared/dates.ts";
import { Face } from "../../shared/Face.tsx";
import { SmallFurther } from "../../shared/Further.tsx";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import css from "./dialog.module.css";

const IS_ID = /^con_\w+$/;
const SHOWN = 50;

/** By a part of the name, the e-mail address or the number, among those that were read; or by the whole id. */
export function FindContact({ without, onChoose }: { without: string; onChoose(id: string): void }) {
  const [sought, setSought] = useState("");
  const found = useInfiniteQuery(listContacts());
  const words = sought.trim().toLocaleLowerCase();
  const contacts = (found.data?.pages.flatMap((page) => page.contacts) ?? []).filter(
    ({ id, name, email, phone }) =>
      id !== without && [name, email, phone].some((each) => each?.toLocaleLowerCase().includes(words)),
  );
  const id = sought.trim();
  return (
    <>
      <TextInput
        mt="sm"
        data-autofocus
        label={t("contact.find")}
        description={t("contact.find.hint")}
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
      />
      {found.error && !found.data && <Refused error={found.error} onRetry={() => void found.refetch()} />}
      <ul className={css.contacts} aria-label={t("contact.found")}>
        {IS_ID.test(id) && id !== without && (
          <li>
            <UnstyledButton className={css.contact} onClick={() => onChoose(id)}>
              {id}
            </UnstyledButton>
          </li>
        )}
        {contacts.slice(0, SHOWN).map((each) => (
          <li key={each.id}>
            <UnstyledButton className={css.contact} onClick={() => onChoose(each.id)}>
              <Face name={each.name ?? ""} size={28} />
              <span>
                <bdi>{each.name}</bdi>
                <span className={css.dimmed}>
                  {[each.email, each.phone].filter(Boolean).join(" · ") ||
                    t("sidebar.contact.since", { day: date(each.created_at) })}
                </span>
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {found.data && contacts.length === 0 && !IS_ID.test(id) && <Hint>{t("contact.find.none")}</Hint>}
      <SmallFurther list={found}>{t("contact.find.more")}</SmallFurther>
    </>
  );
}
