import type { Schemas } from "../../api/client.ts";

/** A rule as the form has it: all that the API knows of it, also what does not count as long as something else is
 * chosen. So nothing is lost by looking at another choice, nor by saving. */
export type Rule = Omit<Schemas["RoutingRuleOut"], "version">;
export type Whom = Schemas["FallbackOut"];

const NOBODY: Whom = { assign_to: "none", user_ids: [], team_ids: [] };

/** The API's own defaults. */
export const NEW_RULE: Rule = {
  ...NOBODY,
  automatic: false,
  method: "balanced",
  fallback: NOBODY,
  wait_for_owner: false,
  required_skills: [],
  answer_within_seconds: null,
};

export function ruleOf({ version: _, ...rule }: Schemas["RoutingRuleOut"]): Rule {
  return rule;
}

/** What the API takes: people and teams only where they count. */
export function sentRule(rule: Rule): Schemas["RoutingRuleIn"] {
  const { fallback, wait_for_owner, ...others } = rule;
  const owner = rule.assign_to === "contact_owner";
  return {
    ...others,
    ...named(rule, rule.automatic),
    ...(owner && { wait_for_owner, fallback: { ...fallback, ...named(fallback, rule.automatic) } }),
  } as Schemas["RoutingRuleIn"];
}

/** Without anybody, a rule that is off names nobody. */
function named(whom: Whom, automatic: boolean): Whom {
  const { assign_to, user_ids, team_ids } = whom;
  if (assign_to !== "users_and_teams") return { ...NOBODY, assign_to };
  return !automatic && isNobody(whom) ? NOBODY : { assign_to, user_ids, team_ids };
}

const isNobody = ({ user_ids, team_ids }: Whom) => user_ids.length === 0 && team_ids.length === 0;

export const lacksPeople = (whom: Whom) => whom.assign_to === "users_and_teams" && isNobody(whom);

/** Why it cannot be saved as it is. */
export const lacksAnybody = (rule: Rule): boolean =>
  rule.automatic && (lacksPeople(rule) || (rule.assign_to === "contact_owner" && lacksPeople(rule.fallback)));

const MINUTE = 60;
const TIMES = [0, 5, 15, 30, 60, 240, 480, 1440].map((minutes) => minutes * MINUTE);

/** The times that are offered; one that a program has set is among them. */
export const answerTimes = (seconds: number | null): number[] =>
  [...new Set([...TIMES, seconds ?? 0])].sort((one, other) => one - other);
