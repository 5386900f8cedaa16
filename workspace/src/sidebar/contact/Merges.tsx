import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client.ts";
import { words } from "../../api/problems.ts";
import { contactsMerged, type Contact } from "../../api/queries/contacts.ts";
import { useAgents, useMay } from "../../api/queries/people.ts";
import { unchanged } from "../../api/versions.ts";
import { announce } from "../../shared/announce.ts";
import { now } from "../../shared/clock.ts";
import { date } from "../../shared/dates.ts";
import { t } from "../../shared/texts/index.ts";
import { Section } from "../Facts.tsx";
import css from "../sidebar.module.css";

/** What was merged into this contact, and until when that can be undone. */
export function Merges({ contact }: { contact: Contact }) {
  if (contact.merges.length === 0) return null;
  return (
    <Section title={t("contact.merges")}>
      <ul className={css.identifiers} aria-label={t("contact.merges")}>
        {contact.merges.map((merge) => (
          <Merged key={merge.contact_id} contact={contact} merge={merge} />
        ))}
      </ul>
    </Section>
  );
}

function Merged({ contact, merge }: { contact: Contact; merge: Schemas["MergeOut"] }) {
  const queries = useQueryClient();
  const { data: users = [] } = useAgents();
  const may = useMay("tickets.write") && Date.parse(merge.can_be_undone_until) > now();
  const by = users.find(({ id }) => id === merge.merged_by)?.name ?? merge.merged_by;
  const params = { path: { contact_id: contact.id, merged_id: merge.contact_id }, header: unchanged(contact) };
  const undo = useMutation({
    mutationFn: () => answer(api.DELETE("/contacts/{contact_id}/merges/{merged_id}", { params })),
    onSuccess: async () => {
      announce(t("contact.merges.undone"));
      await contactsMerged(queries, contact.id);
    },
  });
  return (
    <li>
      <span>{t("contact.merges.by", { day: date(merge.merged_at), name: by })}</span>
      {may && (
        <span className={css.value}>
          <span className={css.dimmed}>{t("contact.merges.until", { day: date(merge.can_be_undone_until) })}</span>
          <Button size="compact-xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
            {t("contact.merges.undo")}
          </Button>
        </span>
      )}
      {undo.error && <p role="alert">{words(undo.error)}</p>}
    </li>
  );
}
