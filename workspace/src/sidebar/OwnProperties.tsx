import ExternalLink from "lucide-react/icons/external-link";
import { shownValue } from "../api/property.ts";
import type { TicketProperty } from "../api/queries/properties.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { Brief } from "../work/ShowAll.tsx";
import { t } from "../shared/texts/index.ts";
import { useProperties } from "../work/useRules.ts";
import { ChooseLine } from "./ChooseLine.tsx";
import { Facts, Section } from "./Facts.tsx";
import { SeveralLine } from "./SeveralLine.tsx";
import css from "./sidebar.module.css";
import work from "./work.module.css";
import { LETTERS, WriteLine } from "./WriteLine.tsx";
import { isWritten } from "./written.ts";

/** The desk's own properties, by their types. A value whose property was deleted is shown as it is. */
export function OwnProperties({ ticket }: { ticket: Ticket }) {
  const own = useProperties()?.filter((each) => !each.built_in) ?? [];
  const known = new Set(own.map(({ name }) => name));
  const others = Object.entries(ticket.properties).filter(([name]) => !known.has(name));
  if (own.length === 0 && others.length === 0) return null;
  return (
    <Section title={t("sidebar.properties")}>
      {own.length > 0 && (
        <dl className={css.facts}>
          {own.map((property) => (
            <OwnProperty key={property.name} ticket={ticket} property={property} />
          ))}
        </dl>
      )}
      {others.length > 0 && (
        <Facts
          facts={others.map(([name, value]) => [
            name,
            <Brief key={name} text={shownValue(undefined, value)} letters={LETTERS} />,
          ])}
        />
      )}
    </Section>
  );
}

function OwnProperty({ ticket, property }: { ticket: Ticket; property: TicketProperty }) {
  const { name, label, type, choices } = property;
  const missing = ticket.incomplete.includes(name);
  if (isWritten(property)) {
    const value = ticket.properties[name];
    return (
      <WriteLine ticket={ticket} property={property} label={label} missing={missing}>
        {type === "url" && typeof value === "string" && <Opened label={label} url={value} />}
      </WriteLine>
    );
  }
  if (type === "multi_choice") return <SeveralLine ticket={ticket} property={property} missing={missing} />;
  const offered =
    type === "boolean"
      ? [true, false].map((value) => ({ value, label: t(value ? "property.yes" : "property.no") }))
      : choices
          .filter((each) => !each.retired || each.value === ticket.properties[name])
          .map(({ value, label: shown }) => ({ value, label: shown }));
  return (
    <ChooseLine
      ticket={ticket}
      name={name}
      label={label}
      missing={missing}
      choices={[...offered, { value: null, label: t("sidebar.none") }]}
    />
  );
}

/** Only what a browser opens as a page: a value may be older than the check of it. */
function Opened({ label, url }: { label: string; url: string }) {
  if (!/^https?:\/\//i.test(url)) return null;
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer noopener"
      className={work.link}
      aria-label={t("sidebar.open", { label })}
    >
      {t("sidebar.open.short")} <ExternalLink size={12} />
    </a>
  );
}
