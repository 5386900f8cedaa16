/** The values of a view's filters: as they are typed, and as the API takes them. */
import assert from "node:assert/strict";
import test from "node:test";
import type { FilterValue, Operator, ViewProperty } from "../src/api/queries/views.ts";
import { formOf, saidOf } from "../src/settings/views/form.ts";
import { fromOf } from "../src/settings/views/from.ts";
import { firstOf, lengthOf, modeOf, MOMENT_MODES, written } from "../src/work/views/times.ts";
import { isGiven, kindOf, sentValue, valueFor } from "../src/work/views/values.ts";

const sent = (type: ViewProperty["type"], operator: Operator, value: FilterValue) =>
  sentValue(kindOf({ type }, operator), type, value);

test("a value is sent as its type needs it", () => {
  assert.equal(sent("number", "at_least", "12,5"), 12.5);
  assert.equal(sent("number", "at_least", "many"), "many");
  assert.deepEqual(sent("number", "in", ["1", "", "2"]), [1, 2]);
  assert.deepEqual(sent("text", "in", [" Vase ", ""]), ["Vase"]);
  assert.equal(sent("text", "is_empty", "left over"), null);
});

test("what has no value yet is not asked", () => {
  assert.ok(!isGiven("one", "user", ""));
  assert.ok(!isGiven("many", "user", []));
  assert.ok(!isGiven("number", "number", "many"));
  assert.ok(!isGiven("time", "date", "-d"));
  assert.ok(!isGiven("length", "datetime", "h"));
  assert.ok(isGiven("boolean", "boolean", false));
  assert.ok(isGiven("none", "text", null));
});

test("another comparison keeps the value where it fits", () => {
  assert.deepEqual(valueFor("one", "many", "me"), ["me"]);
  assert.equal(valueFor("many", "one", ["me", "none"]), "me");
  assert.equal(valueFor("text", "time", "vase"), "today");
});

test("a time is read as it is written", () => {
  const now = new Date("2026-11-27T10:00:00Z");
  for (const mode of MOMENT_MODES) assert.equal(modeOf(firstOf(mode, now)), mode);
  assert.equal(written("+", lengthOf("-2w")), "+2w");
});

test("what was said of a filter follows it, until it is another one", () => {
  const row = { id: "1", property: "status", operator: "is" as const, value: "open" };
  const flaws = [{ field: "filters[1].value", message: "No." }];
  const then = [{ ...row, id: "0" }, row];
  assert.equal(saidOf({ ...row }, then, flaws, "value"), "No.");
  assert.equal(saidOf({ ...row, value: "closed" }, then, flaws, "value"), undefined);
  assert.equal(saidOf(then[0]!, then, flaws, "value"), undefined);
});

test("a new view begins with the filters of an address", () => {
  const begun = (search: Record<string, unknown>) =>
    formOf(undefined, fromOf(search)).filters.map(({ property, value }) => `${property}: ${String(value)}`);
  assert.deepEqual(begun({}), ["status: open"]);
  assert.deepEqual(begun({ status: "any", team: "my_teams", channel: "a b" }), ["team_id: my_teams"]);
  assert.deepEqual(begun({ status: "closed", owner: "me" }), ["status: closed", "owner_id: me"]);
});
