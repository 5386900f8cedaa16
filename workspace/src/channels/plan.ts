import type { Schemas } from "../api/client.ts";
import type { Account } from "../api/queries/channels.ts";
import { withValues, type Properties } from "./properties.ts";

/** What an account is told about itself, as a form has it: the same when it is connected and when it is changed. */
export type Plan = {
  name: string;
  inbox: string;
  reopenHours: string;
  assignTo: Schemas["AssignTo"];
  agents: string[];
  teams: string;
  properties: Properties;
};

/** The help desk's own inbox and the API's own defaults. */
export const NEW_PLAN: Plan = {
  name: "",
  inbox: "1",
  reopenHours: "72",
  assignTo: "no_one",
  agents: [],
  teams: "",
  properties: {},
};

const LONGEST_HOURS = 8760;

export function planOf(account: Account): Plan {
  const { automatic_assignment, assign_to, agent_ids, team_ids } = account.routing;
  return {
    name: account.name,
    inbox: account.inbox_id,
    reopenHours: String(account.reopen_hours),
    assignTo: automatic_assignment ? assign_to : "no_one",
    agents: agent_ids,
    teams: team_ids.join(", "),
    properties: account.ticket_properties,
  };
}

/** The fields of the API. Routing needs a service seat: it is only sent if somebody chose it. */
export function fieldsOf(plan: Plan, before: Plan = NEW_PLAN) {
  const routed = JSON.stringify(routingOf(plan)) !== JSON.stringify(routingOf(before));
  return {
    name: plan.name.trim(),
    inbox_id: plan.inbox,
    reopen_hours: Number(plan.reopenHours),
    ticket_properties: withValues(plan.properties),
    ...(routed && { routing: routingOf(plan) }),
  };
}

/** Only what differs: two people who change different fields both succeed. */
export function changesOf(plan: Plan, before: Plan) {
  const [now, then] = [fieldsOf(plan, before), fieldsOf(before, before)];
  return Object.fromEntries(
    Object.entries(now).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify((then as Record<string, unknown>)[name]),
    ),
  ) as Partial<typeof now>;
}

function routingOf({ assignTo, agents, teams }: Plan): Schemas["RoutingRuleIn"] {
  if (assignTo !== "agents_and_teams") return { automatic_assignment: assignTo !== "no_one", assign_to: assignTo };
  const team_ids = teams.split(/[\s,]+/).filter(Boolean);
  return { automatic_assignment: true, assign_to: assignTo, agent_ids: agents, team_ids };
}

type PlanTrouble = "hours" | "people";

export function troubleOfPlan(plan: Plan): PlanTrouble | undefined {
  if (!hoursAre(plan.reopenHours)) return "hours";
  if (plan.assignTo === "agents_and_teams" && plan.agents.length === 0 && !plan.teams.trim()) return "people";
  return undefined;
}

export const hoursAre = (written: string): boolean => /^\d{1,4}$/.test(written) && Number(written) <= LONGEST_HOURS;
