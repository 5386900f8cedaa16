import assert from "node:assert/strict";
import test from "node:test";
import { localOf, momentsOf, tomorrowAtNine, zoneAt } from "../src/shared/zones.ts";

const HERE = "Europe/Amsterdam";
const utc = (local: string, zone = HERE) =>
  momentsOf(local, zone).map((each) => new Date(each).toISOString().slice(0, 16));

test("a local time is one moment, none where the clocks skip it, two where they show it twice", () => {
  assert.deepEqual(utc("2026-11-27T09:00"), ["2026-11-27T08:00"]);
  assert.deepEqual(utc("2026-07-01T09:00"), ["2026-07-01T07:00"]);
  assert.deepEqual(utc("2027-03-28T02:30"), []);
  assert.deepEqual(utc("2026-10-25T02:30"), ["2026-10-25T00:30", "2026-10-25T01:30"]);
  assert.deepEqual(utc("2026-10-25T03:00"), ["2026-10-25T02:00"]);
  assert.deepEqual(utc("2027-04-04T01:45", "Australia/Lord_Howe").length, 2);
  assert.deepEqual(utc("2026-11-27T09:00", "Asia/Kathmandu"), ["2026-11-27T03:15"]);
  assert.deepEqual(utc("no time"), []);
});

test("a repeated hour says which of the two it is", () => {
  assert.deepEqual(
    momentsOf("2026-10-25T02:30", HERE).map((each) => zoneAt(each, HERE)),
    ["UTC+2", "UTC+1"],
  );
  assert.equal(zoneAt(0, "Asia/Kathmandu"), "UTC+5:30");
});

test("tomorrow at nine is so where the reader is, also over the change of the clocks", () => {
  const at = (now: string, zone: string) => new Date(tomorrowAtNine(Date.parse(now), zone)).toISOString().slice(0, 16);
  assert.equal(at("2026-11-26T23:30Z", HERE), "2026-11-28T08:00");
  assert.equal(at("2026-10-24T12:00Z", HERE), "2026-10-25T08:00");
  assert.equal(
    localOf(tomorrowAtNine(Date.parse("2026-11-26T12:00Z"), "Pacific/Auckland"), "Pacific/Auckland"),
    "2026-11-28T09:00",
  );
});
