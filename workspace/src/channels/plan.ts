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
  /** Of an account that exists: a new one has the API's own. */
  retryHours: string;
  perSecond: string;
};

/** The help desk's own inbox and the API's own defaults. */
export const NEW_PLAN: Plan = {
  name: "",
  inbox: "1",
  reopenHours: "72",
  assignTo: "none",
  agents: [],
  teams: "",
  properties: {},
  retryHours: "72",
  perSecond: "",
};

const LONGEST_HOURS = 8760;

export function planOf(account: Account): Plan {
  const { automatic, assign_to, user_ids, team_ids } = account.routing;
  return {
    name: account.name,
    inbox: account.inbox_id,
    reopenHours: String(account.reopen_hours),
    assignTo: automatic ? assign_to : "none",
    agents: user_ids,
    teams: team_ids.join(", "),
    properties: account.ticket_properties,
    retryHours: String(account.retry_hours),
    perSecond: account.sends_per_second === null ? "" : String(account.sends_per_second),
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

const sendingOf = ({ retryHours, perSecond }: Plan) => ({
  retry_hours: Number(retryHours),
  sends_per_second: pace(perSecond) ?? null,
});
type All = ReturnType<typeof fieldsOf> & ReturnType<typeof sendingOf>;

/** Only what differs: two people who change different fields both succeed. */
export function changesOf(plan: Plan, before: Plan) {
  const [now, then] = [plan, before].map((each) => ({ ...fieldsOf(each, before), ...sendingOf(each) })) as [All, All];
  return Object.fromEntries(
    Object.entries(now).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify((then as Record<string, unknown>)[name]),
    ),
  ) as Partial<typeof now>;
}

function routingOf({ assignTo, agents, teams }: Plan): Schemas["RoutingRuleIn"] {
  if (assignTo !== "users_and_teams") return { automatic: assignTo !== "none", assign_to: assignTo };
  const team_ids = teams.split(/[\s,]+/).filter(Boolean);
  return { automatic: true, assign_to: assignTo, user_ids: agents, team_ids };
}

type PlanTrouble = "hours" | "people" | "sending";

export function troubleOfPlan(plan: Plan): PlanTrouble | undefined {
  if (!hoursAre(plan.reopenHours)) return "hours";
  if (plan.assignTo === "users_and_teams" && plan.agents.length === 0 && !plan.teams.trim()) return "people";
  return retriesAre(plan.retryHours) && pace(plan.perSecond) !== undefined ? undefined : "sending";
}

export const hoursAre = (written: string): boolean => /^\d{1,4}$/.test(written) && Number(written) <= LONGEST_HOURS;

export const retriesAre = (written: string): boolean =>
  /^\d{1,3}$/.test(written) && Number(written) >= 1 && Number(written) <= 168;

/** Replies a second; null: as many as the service takes; undefined: not a pace. */
export function pace(written: string): number | null | undefined {
  if (written === "") return null;
  const number = Number(written.replace(",", "."));
  return number >= 0.1 && number <= 100 ? number : undefined;
}
