import type { Account } from "../api/queries/channels.ts";
import { withValues, type Properties } from "./properties.ts";
import { lacksAnybody, NEW_RULE, ruleOf, sentRule, type Rule } from "./routing/rule.ts";

/** What an account is told about itself, as a form has it: the same when it is connected and when it is changed. */
export type Plan = {
  name: string;
  inbox: string;
  reopenHours: string;
  rule: Rule;
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
  rule: NEW_RULE,
  properties: {},
  retryHours: "72",
  perSecond: "",
};

const LONGEST_HOURS = 8760;

export function planOf(account: Account): Plan {
  return {
    name: account.name,
    inbox: account.inbox_id,
    reopenHours: String(account.reopen_hours),
    rule: ruleOf(account.routing),
    properties: account.ticket_properties,
    retryHours: String(account.retry_hours),
    perSecond: account.sends_per_second === null ? "" : String(account.sends_per_second),
  };
}

/** The fields of the API. Routing needs a service seat: it is only sent if somebody chose it. */
export function fieldsOf(plan: Plan, before: Plan = NEW_PLAN) {
  const [routing, former] = [sentRule(plan.rule), sentRule(before.rule)];
  const routed = JSON.stringify(routing) !== JSON.stringify(former);
  return {
    name: plan.name.trim(),
    inbox_id: plan.inbox,
    reopen_hours: Number(plan.reopenHours),
    ticket_properties: withValues(plan.properties),
    ...(routed && { routing }),
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

type PlanTrouble = "hours" | "people" | "sending";

export function troubleOfPlan(plan: Plan): PlanTrouble | undefined {
  if (!hoursAre(plan.reopenHours)) return "hours";
  if (lacksAnybody(plan.rule)) return "people";
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
