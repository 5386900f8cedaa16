import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../api/client.ts";
import { shownValue } from "../api/property.ts";
import { getContact, type Contact } from "../api/queries/contacts.ts";
import { listContactProperties } from "../api/queries/properties.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { day } from "../shared/dates.ts";
import { Face } from "../shared/Face.tsx";
import { t } from "../shared/texts/index.ts";
import { ContactEdit } from "./ContactEdit.tsx";
import { Facts, Section } from "./Facts.tsx";
import { Merges } from "./contact/Merges.tsx";
import { Identifier } from "./Identifier.tsx";
import contactCss from "./contact.module.css";
import css from "./sidebar.module.css";

type Props = { ticket: Ticket & { contact: Schemas["ContactOut"] } };

/** Who writes: the addresses by which they are known, and who vouches for each. */
export function ContactDetails({ ticket }: Props) {
  const { data: contact, isPending } = useQuery(getContact(ticket.contact_id));
  // As the desk shows it everywhere: without characters that nobody sees or that turn others round.
  const name = ticket.contact_name;
  return (
    <>
      <div className={css.person}>
        <Face name={name} size={52} />
        <h2>
          <bdi>{name}</bdi>
        </h2>
        {contact ? <ContactEdit contact={contact} name={name} /> : <div className={contactCss.owner} />}
        <p className={css.dimmed}>{t("sidebar.contact.since", { day: day(ticket.contact.created_at) })}</p>
      </div>
      <Section title={t("sidebar.identifiers")}>
        <ul className={css.identifiers}>
          {isPending && expected(ticket.contact).map((place) => <li key={place} className={css.waiting} />)}
          {contact?.identifiers.map((each, place) => (
            <Identifier key={place} identifier={each} />
          ))}
        </ul>
      </Section>
      {contact && <ContactProperties contact={contact} />}
      {contact && <Merges contact={contact} />}
    </>
  );
}

/** The desk's own ones that have a value. */
function ContactProperties({ contact }: { contact: Contact }) {
  const { data: known } = useQuery(listContactProperties());
  const values = Object.entries(contact.properties);
  if (values.length === 0 || !known) return null;
  return (
    <Section title={t("sidebar.contact.properties")}>
      <Facts
        facts={values.map(([name, value]) => {
          const property = known.find((each) => each.name === name);
          return [property?.label ?? name, shownValue(property, value)];
        })}
      />
    </Section>
  );
}

/** A place for each line that is going to come, so that nothing below moves. */
function expected({ identities, identifier, email, phone }: Schemas["ContactOut"]): string[] {
  const verified = identities.map(({ kind, value }) => value ?? kind);
  return [...new Set([...verified, ...[identifier, email, phone].filter((value) => value !== null)])];
}
