/** What is pure of channels: fields of credentials, properties, plans, states, addresses. */
import assert from "node:assert/strict";
import test from "node:test";
import { reason } from "../src/api/reason.ts";
import { Problem } from "../src/api/problems.ts";
import { fieldsOf, troubleOf, troublesOf, valuesOf } from "../src/channels/fields.ts";
import { changesOf, NEW_PLAN, troubleOfPlan, fieldsOf as planFieldsOf } from "../src/channels/plan.ts";
import { answerTimes, NEW_RULE, ruleOf, sentRule, type Rule } from "../src/channels/routing/rule.ts";
import { changed, fieldsFor, withValues, type Properties } from "../src/channels/properties.ts";
import { pipeline, property, status } from "./made.ts";
import { accountSearch, connectedSearch } from "../src/channels/search.ts";
import { stateOf } from "../src/channels/state.ts";
import { loadLaterTexts, t } from "../src/shared/texts/index.ts";
import { fieldWords, valueWords } from "../src/settings/change.ts";
import { auditSearch, shown } from "../src/settings/audit.ts";
import { fits } from "../src/shared/kept.ts";

await loadLaterTexts();

const field = (given: Record<string, unknown>, required: string[] = []) =>
  fieldsOf({ type: "object", properties: { it: given }, required })[0]!;

test("a field without a title has its name, and a secret is marked", () => {
  const { title, secret, required } = field({ type: "string", writeOnly: true }, ["it"]);
  assert.deepEqual({ title, secret, required }, { title: "it", secret: true, required: true });
  assert.deepEqual(fieldsOf(null), []);
});

for (const [given, entered, kind] of [
  [{ type: "string", minLength: 3 }, "ab", "short"],
  [{ type: "string", maxLength: 3 }, "🧵🧵🧵🧵", "long"],
  [{ type: "string", maxLength: 3 }, "🧵🧵🧵", undefined],
  [{ type: "string", format: "email" }, "ada@", "email"],
  [{ type: "string", format: "email" }, "ada@example.com", undefined],
  [{ type: "string", format: "uri" }, "example.com", "uri"],
  [{ type: "string", format: "uri" }, "https://exämple.com", "uri"],
  [{ type: "string", format: "uri" }, "https://example.com/a", undefined],
  [{ type: "integer" }, "1.5", "whole"],
  [{ type: "number" }, "1e999", "number"],
  [{ type: "number" }, " ", "number"],
  [{ type: "integer", minimum: 1 }, "0", "small"],
  [{ type: "integer", maximum: 9 }, "10", "large"],
  [{ type: "integer", maximum: 9 }, "", undefined],
] as const) {
  test(`${JSON.stringify(given)} with ${JSON.stringify(entered)}: ${kind ?? "fine"}`, () =>
    assert.equal(troubleOf(field(given), entered)?.kind, kind));
}

test("a missing field is named, and values have their types", () => {
  const fields = fieldsOf({
    properties: {
      a: { type: "string" },
      n: { type: "number" },
      b: { type: "boolean" },
      e: { enum: [1, 2], type: "integer" },
    },
    required: ["a"],
  });
  assert.deepEqual(troublesOf(fields, {}), { a: { kind: "missing" } });
  const entered = { a: "x", n: "2.5", b: true, e: "2" };
  assert.deepEqual(valuesOf(fields, entered), { a: "x", n: 2.5, b: true, e: 2 });
  assert.deepEqual(valuesOf(fields, { a: "x", n: "" }), { a: "x" });
});

const PIPELINES = [
  pipeline("1", true, [status("new", "open"), status("closed", "closed")]),
  pipeline("2", false, [status("asked", "waiting"), status("done", "closed")]),
];

test("an account can set pipeline, status, priority and the desk's own properties", () => {
  const properties = [property("name", true), property("priority", true), property("team", false)];
  const labels = { pipeline: "Pipeline", status: "Status" };
  const fields = fieldsFor({}, PIPELINES, properties, labels);
  assert.deepEqual(
    fields.map(({ name }) => name),
    ["pipeline_id", "status_id", "priority", "team"],
  );
  const statuses = (chosen: Properties) =>
    fieldsFor(chosen, PIPELINES, properties, labels)[1]!.choices.map(({ value }) => value);
  assert.deepEqual(statuses({}), ["new"]);
  assert.deepEqual(statuses({ pipeline_id: "2" }), ["asked"]);
});

test("another pipeline takes the status away, and what has no value is not sent", () => {
  const properties = changed({ pipeline_id: "1", status_id: "new", vip: false }, "pipeline_id", "2");
  assert.deepEqual(properties, { pipeline_id: "2", status_id: "", vip: false });
  assert.deepEqual(withValues({ ...properties, tags: [] }), { pipeline_id: "2", vip: false });
  assert.deepEqual(changed({ vip: true }, "vip", false), { vip: false });
});

test("only what differs is sent, and routing only if somebody chose it", () => {
  assert.deepEqual(changesOf({ ...NEW_PLAN, name: "Shop" }, NEW_PLAN), { name: "Shop" });
  assert.ok(!("routing" in planFieldsOf(NEW_PLAN)));
  const automatic = { ...NEW_RULE, automatic: true, assign_to: "contact_owner" } as const;
  const plan = { ...NEW_PLAN, rule: automatic };
  assert.equal(changesOf(plan, NEW_PLAN).routing?.assign_to, "contact_owner");
  assert.equal(changesOf(NEW_PLAN, plan).routing?.automatic, false);
});

test("a rule keeps what the form does not show, and names people only where they count", () => {
  const kept: Partial<Rule> = {
    required_skills: [{ of: "contact", property: "language" }],
    answer_within_seconds: 1234,
  };
  const found: Rule = { ...NEW_RULE, ...kept, automatic: true, assign_to: "users_and_teams", user_ids: ["a"] };
  const rule = { ...ruleOf({ ...found, version: 7 }), wait_for_owner: true };
  const named = { ...sentRule(rule) };
  assert.deepEqual(named, {
    ...{ automatic: true, assign_to: "users_and_teams", user_ids: ["a"], team_ids: [], method: "balanced" },
    ...kept,
  });
  const { user_ids, fallback, wait_for_owner } = sentRule({ ...rule, assign_to: "contact_owner" });
  const nobody = { assign_to: "none", user_ids: [], team_ids: [] };
  assert.deepEqual({ user_ids, fallback, wait_for_owner }, { user_ids: [], fallback: nobody, wait_for_owner: true });
  assert.equal(sentRule({ ...rule, automatic: false, user_ids: [] }).assign_to, "none");
  assert.deepEqual(answerTimes(1234).slice(0, 5), [0, 300, 900, 1234, 1800]);
});

test("what is wrong with a plan", () => {
  assert.equal(troubleOfPlan(NEW_PLAN), undefined);
  for (const reopenHours of ["", "-1", "1.5", "8761", "x"])
    assert.equal(troubleOfPlan({ ...NEW_PLAN, reopenHours }), "hours");
  const rule = { ...NEW_RULE, automatic: true, assign_to: "users_and_teams" } as const;
  assert.equal(troubleOfPlan({ ...NEW_PLAN, rule }), "people");
  assert.equal(troubleOfPlan({ ...NEW_PLAN, rule: { ...rule, automatic: false } }), undefined);
  const fallback: Rule["fallback"] = { assign_to: "users_and_teams", user_ids: [], team_ids: [] };
  const owner: Rule = { ...rule, assign_to: "contact_owner", fallback };
  assert.equal(troubleOfPlan({ ...NEW_PLAN, rule: owner }), "people");
  for (const retryHours of ["0", "169", "", "1.5"]) assert.equal(troubleOfPlan({ ...NEW_PLAN, retryHours }), "sending");
  for (const perSecond of ["0", "101", "fast"]) assert.equal(troubleOfPlan({ ...NEW_PLAN, perSecond }), "sending");
});

test("for how long replies are tried, and how many a second", () => {
  const changed = (plan: object) => changesOf({ ...NEW_PLAN, ...plan }, NEW_PLAN);
  assert.deepEqual(changed({ retryHours: "24", perSecond: "0,5" }), { retry_hours: 24, sends_per_second: 0.5 });
  assert.deepEqual(changesOf(NEW_PLAN, { ...NEW_PLAN, perSecond: "3" }), { sends_per_second: null });
  assert.equal("retry_hours" in planFieldsOf(NEW_PLAN), false);
});

test("the state of an account is the first that matters", () => {
  const account = {
    archived_at: null,
    active: true,
    authorized: true,
    connection: null,
    channel_id: "7",
    kind: "custom",
    delivery: { state: "healthy", failing_since: null, next_probe_at: null, waiting_replies: 0 },
  } as const;
  assert.equal(stateOf(account), "active");
  assert.equal(stateOf({ ...account, delivery: { ...account.delivery, state: "failing" } }), "failing");
  assert.equal(stateOf(account, new Set(["8"])), "gone");
  assert.equal(stateOf({ ...account, channel_id: null }, new Set(["custom"])), "active");
  assert.equal(stateOf({ ...account, authorized: false, active: false }), "off");
  assert.equal(stateOf({ ...account, archived_at: "2026-01-01T00:00:00Z", active: false }), "deleted");
});

test("an address says only what it can", () => {
  assert.deepEqual(accountSearch({ tab: "nonsense", result: "SENT" }), { tab: undefined, result: "SENT" });
  assert.deepEqual(connectedSearch({ state: 7 }), { state: undefined });
  for (const account of ["1".repeat(20), "x", "<img>"])
    assert.deepEqual(auditSearch({ account, type: "x" }), { account: undefined, type: undefined });
  assert.deepEqual(auditSearch({ account: "17" }), { account: "17", type: undefined });
});

test("values of the trail are shown in few words", () => {
  assert.equal(shown({ a: [1, 2], b: null }), "a: 1, 2, b: –");
  assert.equal(shown(false), "false");
});

test("a kept form of another shape is not taken", () => {
  assert.ok(fits({ name: "x", list: [] }, { name: "", list: [1] }));
  assert.ok(!fits({ name: 1, list: [] }, { name: "", list: [] }));
  assert.ok(!fits(null, { name: "" }));
});

test("a refusal says what no field says", () => {
  const refused = new Problem("invalid", 400, "Some fields are invalid.", [
    { field: "credentials.key", message: "Too short." },
    { field: "other", message: "Not allowed." },
  ]);
  assert.match(reason(refused, ["credentials."]), /other: Not allowed\.$/);
  assert.doesNotMatch(reason(refused, ["credentials."]), /Too short/);
  assert.match(reason(Problem.offline(), []), /try again/);
});

test("changes are said in words, and what is not known as it is", () => {
  const names = {
    inbox: (id: string) => (id === "1" ? "Help desk" : undefined),
    agent: (id: string) => (id === "a" ? "Ada" : undefined),
  };
  const said = (field: string, value: unknown) => valueWords(field, value, names);
  assert.deepEqual(["when_off", "inbox_id", "new_field"].map(fieldWords), [
    "What senders are told",
    "Inbox",
    "new_field",
  ]);
  assert.equal(said("active", false), "No");
  assert.equal(said("inbox_id", "1"), "Help desk");
  assert.equal(said("inbox_id", "9"), "9");
  assert.equal(said("when_off", "stop"), "That messages are not accepted");
  assert.equal(said("when_off", "later"), "later");
  assert.equal(said("connection", { state: "polled", code: null }), t("channels.connection.polled"));
  assert.equal(said("connection", { state: "new" }), "state: new");
  assert.equal(said("reopen_hours", 1), "1 hour");
  assert.equal(said("delivery_identifier", { type: "HS_EMAIL_ADDRESS", value: "a@b.example" }), "a@b.example");
  const rule = { automatic: true, assign_to: "users_and_teams", user_ids: ["a", "b"], team_ids: ["t"] };
  assert.equal(said("routing", rule), "Ada, b, t");
  assert.equal(said("routing", { ...rule, automatic: false }), t("routing.off"));
  assert.equal(said("routing", null), "–");
  assert.equal(said("name", "<b>"), "<b>");
});
