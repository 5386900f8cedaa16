import { choiceLabel, labelOf, type Field } from "../api/property.ts";
import type { PropertyValue } from "../api/queries/properties.ts";
import { date, moment } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import type { Properties } from "./properties.ts";
import { useTicketFields } from "./useTicketFields.ts";

/** What an account gives its new tickets, in words; a property that the desk does not have as it was set. */
export function GivenProperties({ values }: { values: Properties }) {
  const fields = useTicketFields(values);
  if (!fields) return null;
  return Object.entries(values).map(([name, value]) => {
    const field = fields.find((each) => each.name === name);
    return (
      <div key={name}>
        {field ? labelOf(field) : name}: {field ? said(field, value) : String(value)}
      </div>
    );
  });
}

function said(field: Field, value: PropertyValue): string {
  if (typeof value === "boolean") return t(value ? "property.yes" : "property.no");
  if (Array.isArray(value)) return value.map((each) => choiceLabel(field, each)).join(", ");
  if (field.type === "choice") return choiceLabel(field, String(value));
  if (field.type === "date") return date(`${value}T12:00:00`);
  return field.type === "datetime" ? moment(String(value)) : String(value);
}
