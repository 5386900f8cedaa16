import "@mantine/core/styles/Input.layer.css";
import { Button, NativeSelect, TextInput, UnstyledButton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import Pencil from "lucide-react/icons/pencil";
import { useState, type FormEvent } from "react";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { contactChanged, getContact, type Contact } from "../api/queries/contacts.ts";
import { useActiveAgents, useAgents, useMay } from "../api/queries/people.ts";
import { useEditing } from "../api/useEditing.ts";
import { unchanged } from "../api/versions.ts";
import { announce } from "../shared/announce.ts";
import { t } from "../shared/texts/index.ts";
import { ContactMenu } from "./contact/ContactMenu.tsx";
import css from "./contact.module.css";

/** Name and owner of the contact, which people at the desk know better than a messaging service. */
export function ContactEdit({ contact, name }: { contact: Contact; name: string }) {
  const [open, setOpen] = useState(false);
  const { data: users = [] } = useAgents();
  const may = useMay("tickets.write");
  const owner = users.find(({ id }) => id === contact.owner_id)?.name;
  return (
    <>
      <div className={css.owner}>
        {owner ? t("sidebar.contact.owner", { name: owner }) : t("sidebar.contact.unowned")}
        {may && (
          <UnstyledButton
            className={css.pencil}
            aria-label={t("sidebar.contact.edit")}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Pencil size={13} />
          </UnstyledButton>
        )}
        <ContactMenu contact={contact} name={name} />
      </div>
      {open && <Form key={contact.id} contact={contact} onDone={() => setOpen(false)} />}
    </>
  );
}

const formOf = (contact: Contact | undefined) => ({ name: contact?.name ?? "", owner: contact?.owner_id ?? "" });

function Form({ contact, onDone }: { contact: Contact; onDone(): void }) {
  const queries = useQueryClient();
  const { data: users = [] } = useActiveAgents();
  const { form, change, problem, error, saving, differs, takeTheirs, submit } = useEditing({
    name: `contact.${contact.id}`,
    found: contact,
    formOf,
    send: ({ name, owner }, before) => {
      const params = { path: { contact_id: contact.id }, header: unchanged(before!) };
      const renamed = name.trim() !== (before!.name ?? "") && { name: name.trim() || null };
      const given = owner !== (before!.owner_id ?? "") && { owner_id: owner || null };
      return answer(api.PATCH("/contacts/{contact_id}", { params, body: { ...renamed, ...given } }));
    },
    newest: () => queries.fetchQuery({ ...getContact(contact.id), staleTime: 0 }),
    onSaved: async (saved) => {
      await contactChanged(queries, saved);
      announce(t("sidebar.contact.saved"));
      onDone();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    submit(true);
  };
  return (
    <form className={css.form} onSubmit={send} noValidate aria-label={t("sidebar.contact.edit")}>
      <TextInput
        size="xs"
        label={t("sidebar.contact.name")}
        maxLength={256}
        value={form.name}
        error={problem?.at("name")}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        label={t("sidebar.contact.owner_of")}
        data={[{ value: "", label: t("sidebar.none") }, ...users.map(({ id, name }) => ({ value: id, label: name }))]}
        value={form.owner}
        error={problem?.at("owner_id")}
        onChange={(event) => change({ owner: event.currentTarget.value })}
      />
      <Failure error={error} shown={["name", "owner_id"]} />
      <div className={css.buttons}>
        <Button size="xs" type="submit" loading={saving}>
          {t("sidebar.contact.save")}
        </Button>
        {differs && (
          <Button size="xs" variant="default" onClick={takeTheirs}>
            {t("sidebar.contact.theirs")}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={onDone}>
          {t("sidebar.contact.cancel")}
        </Button>
      </div>
    </form>
  );
}
