import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type TicketProperty = Schemas["PropertyOut"];
export type PropertyType = Schemas["FieldType"];
export type PropertyValue = NonNullable<TicketProperty["default"]>;

/** Those of every ticket, then the desk's own ones. */
export const listTicketProperties = () =>
  queryOptions({
    queryKey: ["listTicketProperties"],
    queryFn: async ({ signal }) => (await answer(api.GET("/ticket-properties", { signal }))).ticket_properties,
    staleTime: 60_000,
  });

/** The desk's own ones: a contact has no others. */
export const listContactProperties = () =>
  queryOptions({
    queryKey: ["listContactProperties"],
    queryFn: async ({ signal }) => (await answer(api.GET("/contact-properties", { signal }))).contact_properties,
    staleTime: 60_000,
  });

export async function propertiesChanged(queries: QueryClient): Promise<void> {
  const keys = [["listTicketProperties"], ["listAuditEvents"]];
  await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
}
