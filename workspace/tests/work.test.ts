import assert from "node:assert/strict";
import test from "node:test";
import { Problem } from "../src/api/problems.ts";
import type { Pipeline, PipelineStatus } from "../src/api/queries/pipelines.ts";
import type { Ticket } from "../src/api/queries/tickets.ts";
import type { Departure } from "../src/composer/departures.ts";
import { preferred } from "../src/composer/sentInto.ts";
import { withGiven } from "../src/composer/withGiven.ts";
import { movedBetween, propertiesChanged } from "../src/conversation/happened.ts";
import { readText, textOf } from "../src/sidebar/written.ts";
import { collisionOf } from "../src/work/collision.ts";
import { following, pipelineOf, toggled } from "../src/work/pipeline.ts";

const status = (id: string, category: PipelineStatus["category"], more: Partial<PipelineStatus> = {}) =>
  ({
    id,
    name: id,
    category,
    required_properties: [],
    next_status_ids: null,
    who: "anybody",
    team_ids: [],
    ...more,
  }) as PipelineStatus;
const pipeline = (...statuses: PipelineStatus[]) => ({ id: "1", statuses, is_default: true }) as Pipeline;
const at = (status_id: string, status_category: Ticket["status_category"] = "open", pipeline_id = "1") =>
  ({ status_id, status_category, pipeline_id }) as Ticket;
const ids = (statuses: readonly PipelineStatus[]) => statuses.map(({ id }) => id).join(" ");

test("what may follow is offered, by the pipeline and by who asks", () => {
  const support = pipeline(
    status("new", "open", { next_status_ids: ["waiting", "spam"] }),
    status("waiting", "waiting"),
    status("spam", "closed", { who: "administrators" }),
    status("closed", "closed"),
  );
  assert.equal(ids(following(support, at("new"), false).allowed), "waiting");
  assert.equal(ids(following(support, at("new"), true).allowed), "waiting spam");
  assert.equal(ids(following(support, at("new"), false).refused), "spam closed");
  const ours = { ...support, statuses: support.statuses.map((each) => ({ ...each, team_ids: ["returns"] })) };
  assert.equal(ids(following(ours, at("new"), false, ["returns"]).allowed), "waiting spam");
  assert.equal(ids(following(ours, at("new"), false, ["others"]).allowed), "waiting");
  assert.equal(ids(following(support, at("waiting", "waiting"), false).allowed), "new closed");
  assert.equal(ids(following(support, at("gone"), false).allowed), "new waiting closed");
  assert.equal(toggled(support, at("new"), false), undefined);
  assert.equal(toggled(support, at("new"), true)?.id, "spam");
  assert.equal(toggled(support, at("waiting", "waiting"), false)?.id, "closed");
  assert.equal(toggled(support, at("closed", "closed"), false)?.id, "new");
});

test("a ticket whose pipeline is gone is in the default one", () => {
  assert.equal(pipelineOf([pipeline()], at("new", "open", "9"))?.id, "1");
  assert.equal(pipelineOf([], at("new")), undefined);
});

test("what is typed becomes a value of its type", () => {
  const read = (type: Parameters<typeof readText>[0]["type"], text: string) => readText({ type }, text);
  assert.deepEqual(read("number", " 2,5 "), { value: 2.5 });
  assert.deepEqual(read("number", "2 5"), { wrong: "number" });
  assert.deepEqual(read("number", "Infinity"), { wrong: "number" });
  assert.deepEqual(read("url", "example.com/a"), { value: "https://example.com/a" });
  assert.deepEqual(read("url", "javascript:alert(1)"), { wrong: "url" });
  assert.deepEqual(read("url", "https://"), { wrong: "url" });
  assert.deepEqual(read("text", "  "), { value: null });
  assert.deepEqual(read("long_text", "  two\nlines \n"), { value: "  two\nlines" });
  const moment = "2026-11-26T09:30:00.000Z";
  assert.deepEqual(read("datetime", textOf({ type: "datetime" }, moment)), { value: moment });
});

test("who was faster is read from what the API says", () => {
  const by = { kind: "person", id: "2", name: "Cleo" };
  const problem = (code: string, more: object) => new Problem(code, 409, "", [], {}, more);
  const changed = problem("already_changed", { current: { size: null }, changed_by: { size: by } });
  assert.deepEqual(collisionOf(changed), [{ name: "size", value: null, by }]);
  const taken = problem("already_assigned", { current: "2" });
  assert.deepEqual(collisionOf(taken), [{ name: "owner_id", value: "2", by: undefined }]);
  assert.deepEqual(collisionOf(problem("already_changed", { current: "?" })), []);
  assert.deepEqual(collisionOf(problem("status_refused", {})), []);
});

test("a history that is not as expected is no trouble", () => {
  assert.deepEqual(movedBetween({ from_status: { name: "New" }, to_status: { name: "Closed" } }), {
    from: "New",
    to: "Closed",
  });
  assert.equal(movedBetween({ from_status: "new", to_status: null }), null);
  assert.deepEqual(propertiesChanged({ properties: { size: { to: "large" } } }), [
    { name: "size", from: null, to: "large" },
  ]);
  assert.deepEqual(propertiesChanged({ properties: [1] }), []);
});

test("a reply with what its status needs is another request, and the same one is the same", () => {
  const departure = {
    key: "1",
    body: { text: "Hello", set_status: { status_id: "closed" } },
    draft: { key: "1" },
  } as Departure;
  const first = withGiven(departure, { properties: { order: "A" } });
  assert.notEqual(first.key, "1");
  assert.equal(first.draft.key, first.key);
  assert.deepEqual(first.body.set_status, { status_id: "closed", properties: { order: "A" } });
  assert.equal(withGiven(first, { properties: { order: "A" } }).key, first.key);
  assert.notEqual(withGiven(first, { properties: { order: "B" } }).key, first.key);
});

test("the status chosen last is offered first, where it may follow", () => {
  const allowed = [status("waiting", "waiting"), status("closed", "closed")];
  assert.equal(preferred(allowed, "waiting", allowed[1])?.id, "waiting");
  assert.equal(preferred(allowed, "gone", allowed[1])?.id, "closed");
  assert.equal(preferred(allowed, undefined, undefined)?.id, "waiting");
});
