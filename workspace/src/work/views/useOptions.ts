import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { listChannelAccounts, listChannels } from "../../api/queries/channels.ts";
import { listInboxes } from "../../api/queries/inboxes.ts";
import { listUsers } from "../../api/queries/people.ts";
import { listPipelines } from "../../api/queries/pipelines.ts";
import { listTeams } from "../../api/queries/teams.ts";
import type { Known, ViewProperty } from "../../api/queries/views.ts";
import { t } from "../../shared/texts/index.ts";
import { choiceOf, propertyLabel } from "./words.ts";

export type Option = { value: string; label: string };
type Types = ReadonlySet<ViewProperty["type"]>;
type Options = {
  optionsOf(property: ViewProperty): Option[];
  /** Whether nothing is still being read. */
  ready: boolean;
};

/** By type: what can be chosen. Retired choices too: tickets still have them. Only what `types` need is read; without
 * them, all. */
export function useOptions(known: Known, types?: Types): Options {
  const needs = (...any: ViewProperty["type"][]) => !types || any.some((each) => types.has(each));
  const people = useQuery({ ...listUsers(), enabled: needs("user") });
  const teams = useQuery({ ...listTeams(), enabled: needs("team") });
  const accounts = useQuery({ ...listChannelAccounts(), enabled: needs("account") });
  const channels = useQuery({ ...listChannels(), enabled: needs("channel") });
  const inboxes = useQuery({ ...listInboxes(), enabled: needs("inbox") });
  const pipelines = useQuery({ ...listPipelines(), enabled: needs("pipeline", "status") });
  const ready = ![people, teams, accounts, channels, inboxes, pipelines].some(({ isLoading }) => isLoading);
  const nobody = { value: "none", label: t("views.value.none") };
  const optionsOf = (property: ViewProperty) => {
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
        return (pipelines.data ?? []).flatMap((pipeline) =>
          pipeline.statuses.map(({ id, name }) => ({
            value: id,
            label: pipelines.data!.length > 1 ? `${pipeline.name}: ${name}` : name,
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
  return { optionsOf, ready };
}

const named = ({ data = [] }: UseQueryResult<{ id: string; name: string }[]>): Option[] =>
  data.map(({ id, name }) => ({ value: id, label: name }));
