import assert from "node:assert/strict";
import { test } from "node:test";
import { Subscriptions } from "../src/live/subscriptions.ts";
import { hereZone } from "../src/shared/zones.ts";

test("a view is watched in the time zone of whoever looks at it", () => {
  const said: unknown[] = [];
  new Subscriptions(
    () => ["view:mine", "ticket:tkt_1"],
    (message) => said.push(message),
  ).opened();
  assert.deepEqual(said, [
    { action: "subscribe", topic: "view:mine", time_zone: hereZone() },
    { action: "subscribe", topic: "ticket:tkt_1" },
  ]);
});
