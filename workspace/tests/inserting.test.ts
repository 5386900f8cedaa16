import assert from "node:assert/strict";
import test from "node:test";
import { askedFor, foundIn } from "../src/composer/suggesting.ts";
import { mentionedIn, mentionsIn } from "../src/shared/mentions.ts";

test("a mark asks at the beginning of a word alone", () => {
  const asked = { "/": "", "Hello /re": "re", "(/re fund": "re fund" };
  for (const [before, words] of Object.entries(asked)) assert.equal(askedFor(before, "/"), words, before);
  for (const before of ["", "1/2", "https://x", "and/or", "/ ", `/${"a".repeat(50)}`])
    assert.equal(askedFor(before, "/"), null, before);
});

test("the shortcut goes before the name, and the name before the rest", () => {
  const all = [
    { id: "folder", name: "Other", also: ["Refunds"] },
    { id: "name", name: "Refund of an order" },
    { id: "longer", name: "X", shortcut: "refund2" },
    { id: "shortcut", name: "Y", shortcut: "refund" },
  ];
  const ids = (typed: string) => foundIn(all, typed).map(({ id }) => id);
  assert.deepEqual(ids("refund"), ["shortcut", "longer", "name", "folder"]);
  assert.deepEqual(ids("ord REF"), ["name"]);
  assert.deepEqual(ids(""), ["folder", "name", "longer", "shortcut"]);
  assert.deepEqual(foundIn([{ id: "1", name: "Crème" }], "creme").length, 1);
});

test("whom a note mentions", () => {
  const people = [
    { id: "1", name: "Ann" },
    { id: "2", name: "Ann Lee" },
    { id: "3", name: "Anna" },
  ];
  const ids = (text: string) => mentionedIn(text, people).map(({ id }) => id);
  assert.deepEqual(ids("@Ann Lee and @Anna, @Ann"), ["2", "3", "1"]);
  assert.deepEqual(ids("Ann, @Annabel, ann@Lee"), []);
  assert.deepEqual(
    mentionsIn("To @Ann: @Ann", people).map(({ text }) => text),
    ["To ", "@Ann", ": ", "@Ann"],
  );
});
