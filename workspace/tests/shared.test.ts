import assert from "node:assert/strict";
import test from "node:test";
import { now, synchronise } from "../src/shared/clock.ts";
import { isLocal } from "../src/shared/config.ts";
import { age, day, sameDay } from "../src/shared/dates.ts";
import { hue, initials } from "../src/shared/hue.ts";
import { neighbour } from "../src/shared/order.ts";
import { locale } from "../src/shared/preferences.ts";
import { size } from "../src/shared/sizes.ts";
import { isUnknown, without } from "../src/shared/useCleanAddress.ts";
import { pause, settled } from "../src/api/connection.ts";
import { Problem } from "../src/api/problems.ts";
import { words } from "../src/api/problems.ts";

const AT = Date.parse("2026-11-26T12:00:00Z");
const before = (minutes: number) => new Date(AT - minutes * 60_000).toISOString();

test("ages are short", () => {
  assert.equal(age(before(0), AT), "now");
  assert.equal(age(before(5), AT), "5m ago");
  assert.equal(age(before(26 * 60), AT), "yesterday");
});

test("what is still to come is said with its time, not as now", () => {
  const ahead = (minutes: number) => age(before(-minutes), AT);
  const at = (minutes: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en", options).format(Date.parse(before(-minutes)));
  const clock = { hour: "2-digit", minute: "2-digit" } as const;
  assert.equal(ahead(1), "now", "clocks differ by a little");
  assert.equal(ahead(1.01), at(1.01, clock));
  assert.equal(ahead(60), at(60, clock));
  assert.equal(ahead(24 * 60), at(24 * 60, { ...clock, day: "numeric", month: "short" }));
  assert.equal(ahead(400 * 24 * 60), at(400 * 24 * 60, { ...clock, day: "numeric", month: "short", year: "numeric" }));
});

test("a day has its year only if it is another", () => {
  assert.equal(day("2026-03-01T12:00:00Z", AT), "Sunday, March 1");
  assert.equal(day("2025-03-01T12:00:00Z", AT), "Saturday, March 1, 2025");
  assert.ok(sameDay(before(0), before(1)));
});

test("a clock that is wrong by an hour, in either direction, does not matter", () => {
  for (const wrong of [-3_600_000, 3_600_000]) {
    synchronise(new Date(Date.now() + wrong).toUTCString());
    assert.ok(Math.abs(Date.now() + wrong - now()) < 2000);
    synchronise("rubbish");
    assert.ok(Math.abs(Date.now() + wrong - now()) < 2000);
  }
  synchronise(new Date().toUTCString());
  assert.ok(Math.abs(Date.now() - now()) < 2000);
});

test("initials of every name", () => {
  assert.equal(initials("Ada King Lovelace"), "AL");
  assert.equal(initials("  "), "?");
  assert.equal(initials("👩‍👩‍👧‍👦 Family"), "👩‍👩‍👧‍👦F");
  assert.equal(initials("🦜".repeat(256)), "🦜");
  assert.equal(initials("é".normalize("NFD")), "É".normalize("NFD"));
});

test("a name keeps its colour", () => {
  assert.equal(hue("Ada"), hue("Ada"));
  assert.ok(hue("🦜".repeat(256)) < 360);
});

test("sizes in the reader's words", () => {
  assert.equal(size(999), "999 bytes");
  assert.equal(size(1), "1 byte");
  assert.equal(size(1_430_000), "1.4 MB");
  assert.equal(size(0), "0 bytes");
});

test("the next ticket of the list", () => {
  assert.equal(neighbour("b", 1, ["a", "b", "c"]), "c");
  assert.equal(neighbour("c", 1, ["a", "b", "c"]), undefined);
  assert.equal(neighbour(undefined, 1, ["a", "b"]), "a");
  assert.equal(neighbour("gone", -1, ["a", "b"]), "b");
});

test("the pause grows, is spread out, and is at least what the desk asked for", () => {
  assert.equal(
    pause(0, () => 1),
    1000,
  );
  assert.equal(
    pause(3, () => 0),
    4000,
  );
  assert.equal(
    pause(99, () => 1),
    30_000,
  );
  settled(503, "17");
  assert.equal(
    pause(0, () => 1),
    17_000,
  );
  settled(200, null);
  assert.equal(
    pause(0, () => 1),
    1000,
  );
});

test("a problem keeps the API's words, and has ours for what concerns the whole page", () => {
  const body = {
    code: "invalid_request",
    detail: "The request is not valid.",
    errors: [{ field: "name", message: "Is empty." }],
  };
  const problem = Problem.of(new Response(null, { status: 400 }), body);
  assert.equal(problem.at("name"), "Is empty.");
  assert.equal(words(problem), "The request is not valid. Is empty.");
  assert.match(words(Problem.offline()), /No connection/);
  assert.match(words(Problem.of(new Response(null, { status: 503 }), "<html>")), /does not answer/);
  assert.match(words(Problem.of(new Response(null, { status: 500 }), "<html>")), /could not do this/, "no promise");
  assert.equal(Problem.of(new Response(null, { status: 502 }), "<html>").code, "http_502");
  assert.match(words(new TypeError("x is undefined")), /went wrong/);
});

test("only what a list surely does not have is unknown, and goes from the address", () => {
  const read = { data: [{ id: "1" }], isFetching: false };
  assert.equal(isUnknown("2", read), true);
  assert.equal(isUnknown("1", read), false);
  assert.equal(isUnknown(undefined, read), false);
  assert.equal(isUnknown("2", { ...read, isFetching: true }), false, "somebody new may be missing");
  assert.equal(isUnknown("2", { data: undefined, isFetching: false }), false, "it could not be read");
  assert.deepEqual(without({ owner: "2", status: "closed" }, ["owner"]), { status: "closed" });
});

test("a desk on one machine is known by its address", () => {
  for (const host of ["localhost", "dpnugn2fujcgan.cloudfront.localhost", "127.0.0.1", "[::1]"])
    assert.equal(isLocal(host), true, host);
  for (const host of ["desk.example.com", "localhost.example.com", "notlocalhost", "10.127.0.1"])
    assert.equal(isLocal(host), false, host);
});

test("a browser without a language has dates too", (context) => {
  const languages = ["en-US@posix", "en-IE"];
  context.mock.getter(navigator, "languages", () => languages);
  assert.equal(locale(), "en-IE");
  languages.pop();
  assert.equal(locale(), "en");
});
