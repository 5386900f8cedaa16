/** What is pure of administration: forms of pipelines, properties, snippets and the library. */
import assert from "node:assert/strict";
import test from "node:test";
import { fromLocal, toLocal } from "../src/api/property.ts";
import type { LibraryEntry, Snippet } from "../src/api/queries/prepared.ts";
import { bodyOf as entryBody, formOf as entryForm, patchOf as entryPatch } from "../src/settings/library/form.ts";
import * as pipelines from "../src/settings/pipelines/form.ts";
import { preparedSearch } from "../src/settings/prepared.ts";
import { entriesOf, foldersOf } from "../src/settings/preparedfound.ts";
import * as properties from "../src/settings/properties/form.ts";
import {
  bodyOf as snippetBody,
  formOf as snippetForm,
  patchOf as snippetPatch,
} from "../src/settings/snippets/form.ts";
import { merged, moved } from "../src/shared/merged.ts";
import { pipeline, property, status } from "./made.ts";

const SUPPORT = pipeline("1", true, [status("new", "open"), status("asked", "waiting"), status("closed", "closed")]);

test("a new status has an id for programs, and others refer to it", () => {
  const form = pipelines.formOf(SUPPORT);
  const added = { ...pipelines.newStatus("x"), name: "Näher geprüft!" };
  const [first, ...others] = form.statuses;
  const next = { ...form, statuses: [{ ...first!, next: [added.id, "closed"] }, added, ...others], onReply: added.id };
  const body = pipelines.patchOf(next, SUPPORT);
  assert.equal(body.on_reply, "naher_gepruft");
  assert.deepEqual(body.statuses?.[0]?.next_status_ids, ["naher_gepruft", "closed"]);
  assert.equal(body.statuses?.[1]?.id, "naher_gepruft");
  assert.deepEqual(Object.keys(body).sort(), ["on_reply", "statuses"]);
});

test("ids are never there twice", () => {
  assert.equal(pipelines.idFor("Closed", new Set(["closed", "closed_2"])), "closed_3");
  assert.equal(pipelines.idFor("…", new Set()), "status");
});

test("a status that is left out is referred to no more, and says where its tickets go", () => {
  const form = { ...pipelines.formOf(SUPPORT), onReply: "asked", moves: { new: "asked" } };
  const next = pipelines.without(form, "asked");
  assert.equal(next.onReply, "");
  assert.deepEqual(next.moves, {});
  assert.equal(pipelines.isWhole(next, SUPPORT), false);
  const whole = { ...next, moves: { asked: "new" } };
  assert.equal(pipelines.isWhole(whole, SUPPORT), true);
  assert.deepEqual(pipelines.patchOf(whole, SUPPORT).moves, { asked: "new" });
});

test("tickets of a deleted status may go to a new one", () => {
  const added = { ...pipelines.newStatus("x", "waiting"), name: "With the workshop" };
  const form = pipelines.without(pipelines.formOf(SUPPORT), "asked");
  const next = { ...form, statuses: [...form.statuses, added], moves: { asked: added.id } };
  assert.deepEqual(pipelines.patchOf(next, SUPPORT).moves, { asked: "with_the_workshop" });
});

test("what was not touched is sent to nobody", () => {
  assert.deepEqual(pipelines.patchOf(pipelines.formOf(SUPPORT), SUPPORT), {});
  const own = property("size", false, { type: "choice", choices: [{ value: "s", label: "Small", retired: false }] });
  assert.deepEqual(properties.patchOf(properties.formOf(own), own), {});
});

test("my changes go on top of somebody else's", () => {
  const before = { name: "a", folder: "x", shortcut: "" };
  assert.deepEqual(merged({ ...before, name: "mine" }, before, { ...before, name: "b", folder: "theirs" }), {
    name: "mine",
    folder: "theirs",
    shortcut: "",
  });
  assert.deepEqual(moved(["a", "b", "c"], 0, 2), ["b", "c", "a"]);
  assert.deepEqual(moved(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
});

test("a property has a name for programs, and its choices too", () => {
  const form = { ...properties.formOf(undefined), label: "Größe (2. Wahl)", type: "choice" as const };
  const choices = ["Klein", "klein ", "…"].map((label, at) => ({ ...properties.newChoice(String(at)), label }));
  const body = properties.bodyOf({ ...form, choices });
  assert.equal(body.name, "grosse_2_wahl");
  assert.deepEqual(
    body.choices?.map(({ value }) => value),
    ["klein", "klein_2", "choice"],
  );
  assert.equal("max_length" in body, false);
  assert.equal(properties.bodyOf({ ...form, type: "number", minimum: "1,5" }).minimum, 1.5);
});

test("a retired choice is sent as retired", () => {
  const choices = [
    { value: "s", label: "Small", retired: false },
    { value: "l", label: "Large", retired: false },
  ];
  const own = property("size", false, { type: "choice", choices });
  const form = properties.formOf(own);
  const next = { ...form, choices: form.choices.map((each, at) => ({ ...each, retired: at === 0 })) };
  assert.deepEqual(properties.patchOf(next, own), { choices: [{ ...choices[0], retired: true }, choices[1]] });
});

const SNIPPET: Snippet = {
  id: "s1",
  name: "Thanks",
  text: "Thank you",
  rich_text: "<p><b>Thank you</b></p>",
  shortcut: "thanks",
  folder: "Greetings/Short",
  created_at: "2026-11-26T12:00:00Z",
  version: 1,
};

test("text and rich text of a snippet change together", () => {
  const form = snippetForm(SNIPPET);
  assert.deepEqual(snippetPatch({ ...form, name: "Thanks!" }, SNIPPET), { name: "Thanks!" });
  const plain = { ...form, content: { text: "Thank you", html: "" } };
  assert.deepEqual(snippetPatch(plain, SNIPPET), { text: "Thank you", rich_text: null });
  assert.deepEqual(
    snippetBody({ ...form, shortcut: "/Thanks ", folder: " Greetings / Short/" }).folder,
    "Greetings/Short",
  );
  assert.equal(snippetBody({ ...form, shortcut: "/Thanks " }).shortcut, "thanks");
});

test("snippets are found by each of their words, folder by folder", () => {
  const other = { ...SNIPPET, id: "s2", name: "Hello", shortcut: null, folder: null, text: "Hi" };
  assert.deepEqual(
    foldersOf([SNIPPET, other], undefined).map(([folder]) => folder),
    [null, "Greetings/Short"],
  );
  assert.deepEqual(foldersOf([SNIPPET, other], "short THANK")[0]?.[1], [SNIPPET]);
  assert.deepEqual(preparedSearch({ q: 7, kind: "poem" }), { q: undefined, kind: undefined });
});

const QUOTE: LibraryEntry = {
  id: "l1",
  kind: "quote",
  title: "Ten vases",
  url: null,
  excerpt: null,
  file_id: null,
  quote_number: "Q-17",
  amount: "1250.00",
  currency: "EUR",
  valid_until: "2026-12-31",
  created_at: "2026-11-26T12:00:00Z",
  version: 1,
};

test("an entry has what its kind has", () => {
  const form = entryForm(QUOTE);
  assert.deepEqual(entryPatch({ ...form, amount: "99,5", currency: "usd" }, QUOTE), {
    amount: "99.5",
    currency: "USD",
  });
  assert.equal(entryBody({ ...form, kind: "video" }).quote_number, null);
  assert.deepEqual(entriesOf([QUOTE], { q: "q-17", kind: "quote" }), [QUOTE]);
  assert.deepEqual(entriesOf([QUOTE], { kind: "video" }), []);
});

test("a moment is written in the reader's zone and kept in UTC", () => {
  const moment = "2026-11-26T09:30:00.000Z";
  assert.equal(fromLocal(toLocal(moment)), moment);
  assert.equal(toLocal(""), "");
  assert.equal(fromLocal(""), "");
});
