import { Problem } from "../api/problems.ts";
import type { PropertyValue } from "../api/queries/properties.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { useTicketChange, type Change } from "../work/useTicketChange.ts";

/** The fields of every ticket that are edited here; any other name is a property of the desk's own. */
const BUILT_IN = ["name", "priority", "category", "owner_id", "status_id", "pipeline_id"];

export type Work = ReturnType<typeof useField>["work"];

/** One property of the ticket, to be changed in its place. */
export function useField(ticket: Ticket, name: string) {
  const builtIn = BUILT_IN.includes(name);
  const own = useTicketChange(ticket);
  const field = builtIn ? name : `properties.${name}`;
  const said = own.error instanceof Problem ? own.error.at(field) : undefined;
  const changeOf = (value: PropertyValue | null): Change =>
    builtIn ? ({ [name]: value } as Change) : { properties: { [name]: value } };
  const current = (builtIn ? ticket[name as keyof Ticket] : ticket.properties[name]) as
    | PropertyValue
    | null
    | undefined;
  return {
    value: current ?? null,
    work: { ...own, said },
    change: (value: PropertyValue | null, options?: Parameters<typeof own.change>[1]) =>
      own.change(changeOf(value), options),
    wanted: valueIn(own.variables?.change, name, builtIn),
  };
}

const valueIn = (change: Change | undefined, name: string, builtIn: boolean): unknown =>
  builtIn ? change?.[name as keyof Change] : change?.properties?.[name];
