import { useQuery } from "@tanstack/react-query";
import { useAccounts, useChannels } from "../../api/queries/channels.ts";
import { listInboxes } from "../../api/queries/inboxes.ts";
import { useAgents } from "../../api/queries/people.ts";
import { listPipelines } from "../../api/queries/pipelines.ts";
import { useTeams } from "../../api/queries/teams.ts";
import type { ViewProperty } from "../../api/queries/views.ts";
import { t } from "../../shared/texts/index.ts";
import type { Known } from "./form.ts";
import { choiceOf, propertyLabel } from "./words.ts";

export type Option = { value: string; label: string };

/** By type: what can be chosen. Retired choices too: tickets still have them. */
export function useOptions(known: Known): (property: ViewProperty) => Option[] {
  const { data: people = [] } = useAgents();
  const { data: teams = [] } = useTeams();
  const { data: accounts = [] } = useAccounts();
  const { data: channels = [] } = useChannels();
  const { data: inboxes = [] } = useQuery(listInboxes());
  const { data: pipelines = [] } = useQuery(listPipelines());
  const nobody = { value: "none", label: t("views.value.none") };
  const named = (items: readonly { id: string; name: string }[]) =>
    items.map(({ id, name }) => ({ value: id, label: name }));
  return (property) => {
    switch (property.type) {
      case "user":
        return [{ value: "me", label: t("views.value.me") }, nobody, ...named(people)];
      case "team":
        return [{ value: "my_teams", label: t("views.value.my_teams") }, nobody, ...named(teams)];
      case "account":
        return named(accounts);
      case "channel":
        return named(channels);
      case "inbox":
        return named(inboxes);
      case "pipeline":
        return named(pipelines);
      case "status":
        return pipelines.flatMap((pipeline) =>
          pipeline.statuses.map(({ id, name }) => ({
            value: id,
            label: pipelines.length > 1 ? `${pipeline.name}: ${name}` : name,
          })),
        );
      case "property":
        return [...known.values()]
          .filter(({ name }) => name.startsWith("properties."))
          .map((each) => ({ value: each.name.slice("properties.".length), label: propertyLabel(each) }));
      default:
        return property.choices.map(({ value }) => ({ value, label: choiceOf(property, value) }));
    }
  };
}
