/** What a conversation shows, from what the API answers. */
import assert from "node:assert/strict";
import test from "node:test";
import { merged, unsettled, type Entry, type Message, type Part, type TicketEvent } from "../src/api/timelines.ts";
import { changesOf } from "../src/conversation/changes.ts";
import { estimated, pictureSize } from "../src/conversation/heights.ts";
import { length, pieces, webAddress } from "../src/conversation/links.ts";
import { mannerOf, obstacleOf } from "../src/conversation/parts/files.ts";
import { rowsOf } from "../src/conversation/rows.ts";
import { isEarlier } from "../src/conversation/useJump.ts";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const actor = (id: string) => ({ id, kind: "contact" as const, name: id, on_behalf_of: null, through: null });
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();

const message = (sequence: number, changes: Partial<Message> = {}): Message => ({
  type: "message",
  id: `m${sequence}`,
  conversation_id: "c",
  sequence,
  direction: "in",
  content: "text",
  text: `text ${sequence}`,
  rich_text: null,
  actor: actor("ada"),
  created_at: at(sequence - 100),
  sent_at: null,
  external_id: null,
  in_reply_to: null,
  in_reply_to_external_id: null,
  refers_to: null,
  refers_to_external_id: null,
  parts: [],
  recipients: [],
  label: null,
  raw: null,
  status: null,
  status_at: null,
  attempts: 0,
  due_at: null,
  next_attempt_at: null,
  can_be_cancelled: false,
  cancelled_by: null,
  failure: null,
  waits_for_account: false,
  ...changes,
});
const reply = (sequence: number, changes: Partial<Message> = {}) =>
  message(sequence, { direction: "out", actor: { ...actor("ben"), kind: "person" }, status: "SENT", ...changes });
const event = (id: string, after_sequence: number): TicketEvent => ({
  type: "event",
  id,
  event: "routed",
  after_sequence,
  actor: actor("router"),
  created_at: at(after_sequence - 100),
  details: {},
});
const kinds = (entries: Entry[], seen?: number) =>
  rowsOf({ entries, seen }).map((row) => (row.kind === "message" ? row.key : row.kind));

test("pages are put together in the order of the API, each entry once and as read last", () => {
  const all = merged(
    [message(2), event("e1", 2)],
    [message(3), message(1), event("e0", 0), reply(2, { status: "READ" })],
  );
  assert.deepEqual(
    all.map(({ id }) => id),
    ["e0", "m1", "m2", "e1", "m3"],
  );
  assert.equal((all[2] as Message).status, "READ");
  const known = [message(1)];
  assert.equal(merged(known, []), known);
});

test("events and notes after one message stand as they happened, whatever their ids begin with", () => {
  const note = { type: "note", id: "nte_thread_1_2_01m8b", after_sequence: 2 } as Entry;
  const all = merged([note], [event("01m8c", 2), event("01m8a", 2)]);
  assert.deepEqual(
    all.map(({ id }) => id),
    ["01m8a", note.id, "01m8c"],
  );
});

test("what may still change is read again, and nothing else", () => {
  assert.equal(unsettled([message(1), reply(2), message(3)], NOW), 0);
  assert.equal(unsettled([message(1), reply(2, { status: "QUEUED" }), message(3)], NOW), 2);
  assert.equal(unsettled([reply(2, { created_at: at(-5) })], NOW), 1);
  assert.equal(unsettled([reply(2, { status: "READ", created_at: at(-5) })], NOW), 0);
  const file = { type: "FILE", file_id: "f", state: "READY", scan: "PENDING" } as Part;
  assert.equal(unsettled([message(1, { parts: [file] })], NOW), 1);
  const place = (until: number) => ({ type: "LOCATION", latitude: 1, longitude: 2, shared_until: at(until) }) as Part;
  assert.equal(unsettled([message(1, { parts: [place(1)] })], NOW), 1);
  assert.equal(unsettled([message(1, { parts: [place(-1)] })], NOW), 0);
});

test("the new line stands before the customer's first message that was not seen", () => {
  const entries = [message(1), reply(2), message(3), reply(4, { created_at: at(-96) }), message(5)];
  assert.deepEqual(kinds(entries, 2), ["day", "m1", "m2", "new", "m3", "m4", "m5"]);
  assert.deepEqual(kinds(entries, 5), ["day", "m1", "m2", "m3", "m4", "m5"]);
  assert.deepEqual(kinds(entries), ["day", "m1", "m2", "m3", "m4", "new", "m5"]);
  assert.deepEqual(kinds([message(1), message(2)]), ["day", "m1", "m2"]);
});

test("several messages of one author have its name once", () => {
  const rows = rowsOf({ entries: [message(1), message(2), event("e", 2), message(3), message(20), reply(21)] });
  assert.deepEqual(
    rows.flatMap((row) => (row.kind === "message" ? [row.first] : [])),
    [true, false, true, true, true],
  );
});

test("only a chosen message is quoted", () => {
  const quotes = (entries: Entry[]) =>
    rowsOf({ entries }).flatMap((row) => (row.kind === "message" && row.quote ? [row.quote.message?.id ?? "?"] : []));
  assert.deepEqual(quotes([message(1), reply(2, { in_reply_to: "m1" }), reply(3, { in_reply_to: "m1" })]), []);
  assert.deepEqual(quotes([message(1), message(2), reply(3, { in_reply_to: "m1" })]), ["m1"]);
  assert.deepEqual(quotes([message(2), reply(3, { in_reply_to: "m0" })]), ["?"]);
});

test("edits, deletions and reactions belong to their message", () => {
  const about = { refers_to: "m1" };
  const { by, loose } = changesOf([
    message(1),
    message(2, { ...about, content: "edited", text: "better" }),
    message(3, { ...about, content: "reaction_added", text: "👍" }),
    message(4, { ...about, content: "reaction_added", text: "👍", actor: actor("bob") }),
    message(5, { ...about, content: "reaction_removed", text: "👍" }),
    reply(6, { ...about, content: "reaction_added", text: "❤" }),
    message(7, { refers_to: "m0", content: "deleted" }),
  ]);
  const changes = by.get("m1")!;
  assert.deepEqual(
    changes.edits.map(({ text }) => text),
    ["better"],
  );
  assert.deepEqual(changes.reactions, [
    { reaction: "👍", names: ["bob"], ours: false },
    { reaction: "❤", names: ["ben"], ours: true },
  ]);
  assert.deepEqual([...loose], ["m7"]);
});

test("a change that failed changes nothing, until a later one arrives", () => {
  const edit = (sequence: number, status: Message["status"]) =>
    reply(sequence, { refers_to: "m1", content: "edited", status });
  assert.deepEqual(changesOf([reply(1), edit(2, "FAILED")]).by.get("m1"), {
    edits: [],
    deletion: undefined,
    reactions: [],
    failed: [edit(2, "FAILED")],
  });
  assert.deepEqual(changesOf([reply(1), edit(2, "FAILED"), edit(3, "SENT")]).by.get("m1")!.failed, []);
});

test("addresses in a text are links, and nothing else is", () => {
  assert.deepEqual(pieces("see https://a.example/x?y=1. Or (http://b.example)!"), [
    { text: "see " },
    { text: "https://a.example/x?y=1", href: "https://a.example/x?y=1" },
    { text: ". Or (" },
    { text: "http://b.example", href: "http://b.example" },
    { text: ")!" },
  ]);
  assert.deepEqual(pieces("javascript:alert(1) <img>"), [{ text: "javascript:alert(1) <img>" }]);
  assert.equal(pieces("x".repeat(60_000)).length, 1);
  for (const bad of ["javascript:alert(1)", "data:text/html,x", "/x", "", undefined])
    assert.equal(webAddress(bad), undefined);
  assert.equal(webAddress("https://a.example"), "https://a.example/");
});

test("a file is shown by what a browser can show, once it may be served", () => {
  const file = { file_id: "f", content_type: "image/png", state: "READY", scan: "CLEAN", usage: "IMAGE" } as const;
  assert.equal(mannerOf(file), "picture");
  assert.equal(mannerOf({ ...file, usage: "STICKER" }), "sticker");
  assert.equal(mannerOf({ ...file, content_type: "image/svg+xml" }), "file");
  assert.equal(mannerOf({ ...file, content_type: "audio/ogg", usage: "VOICE_RECORDING" }), "voice");
  assert.equal(mannerOf({ ...file, state: "PENDING" }), "file");
  assert.equal(obstacleOf({ ...file, scan: "INFECTED" }), "infected");
  assert.equal(obstacleOf({ file_id: "f" }), "gone");
  assert.equal(obstacleOf(file), undefined);
});

test("a picture's space has its shape and its limits", () => {
  assert.deepEqual(pictureSize(4000, 3000), { width: 340, height: 255 });
  assert.deepEqual(pictureSize(100, 80), { width: 100, height: 80 });
  assert.deepEqual(pictureSize(1, 10_000), { width: 48, height: 300 });
  const long = rowsOf({ entries: [message(1, { text: "x".repeat(60_000) })] }).at(-1)!;
  assert.ok(estimated(long) < 1500);
});

test("lengths are said as on a player", () => {
  assert.deepEqual([0, 7.4, 187, 3725].map(length), ["0:00", "0:07", "3:07", "1:02:05"]);
});

test("only an earlier message of the same conversation is looked for", () => {
  const first = { conversation_id: "cnv_abc_2", sequence: 10 };
  assert.equal(isEarlier("msg_abc_2_9", first), true);
  assert.equal(isEarlier("msg_abc_2_10", first), false);
  assert.equal(isEarlier("msg_abc_2_11", first), false);
  assert.equal(isEarlier("msg_abc_1_9", first), false);
  assert.equal(isEarlier("msg_abd_2_9", first), false);
  assert.equal(isEarlier("nte_abc_2_9_01m82crewcj3bkcmh240am6jhh", first), true);
  assert.equal(isEarlier("nte_abc_2_10_01m82crewcj3bkcmh240am6jhh", first), false);
});
