import { labelOf, shownValue } from "../api/property.ts";
import { Brief } from "../work/ShowAll.tsx";
import type { Properties } from "./properties.ts";
import { useTicketFields } from "./useTicketFields.ts";

const LETTERS = 200;

/** What an account gives its new tickets, in words; a property that the desk does not have as it was set. */
export function GivenProperties({ values }: { values: Properties }) {
  const fields = useTicketFields(values);
  if (!fields) return null;
  return Object.entries(values).map(([name, value]) => {
    const field = fields.find((each) => each.name === name);
    return (
      <div key={name}>
        {field ? labelOf(field) : name}: <Brief text={shownValue(field, value)} letters={LETTERS} />
      </div>
    );
  });
}
