import { useQuery } from "@tanstack/react-query";
import type { Field } from "../api/property.ts";
import { listPipelines } from "../api/queries/pipelines.ts";
import { listTicketProperties } from "../api/queries/properties.ts";
import { t } from "../shared/texts/index.ts";
import { fieldsFor, type Properties } from "./properties.ts";

/** What an account can give its new tickets; nothing until it is known. */
export function useTicketFields(chosen: Properties): Field[] | undefined {
  const { data: pipelines } = useQuery(listPipelines());
  const { data: properties } = useQuery(listTicketProperties());
  if (!pipelines || !properties) return undefined;
  const labels = { pipeline: t("channels.properties.pipeline"), status: t("channels.properties.status") };
  return fieldsFor(chosen, pipelines, properties, labels);
}
