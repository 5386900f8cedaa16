/** What is asked, what is remembered, and what the palette offers. */
import assert from "node:assert/strict";
import test from "node:test";
import { LONGEST, searchAddress } from "../src/search/address.ts";
import { filtersSet, soughtBy, unasked } from "../src/search/asked.ts";
import { forget, recent, remember } from "../src/search/recent.ts";
import { fitting } from "../src/shell/fitting.ts";

test("an address that makes no sense is a search without filters", () => {
  const given = {
    q: "  vase ",
    kind: "poem",
    status: "lost",
    account: "x",
    after: "2026-02",
    before: "0",
    order: "worst",
  };
  assert.deepEqual(searchAddress(given), { q: "vase" });
});

test("what cannot be asked is known before", () => {
  assert.equal(unasked(undefined), "empty");
  assert.equal(unasked("… !"), "short");
  assert.equal(unasked("寿"), undefined);
  assert.equal(unasked("😀".repeat(LONGEST - 1) + "a"), undefined);
  assert.equal(unasked("a".repeat(LONGEST + 1)), "long");
});

test("the last day is searched to its end, also over the end of a month", () => {
  const { after, before } = soughtBy({ q: "vase", after: "2026-10-31", before: "2026-10-31" });
  assert.equal(after, new Date(2026, 9, 31).toISOString());
  assert.equal(before, new Date(2026, 10, 1).toISOString());
});

test("words and order are no filters", () => {
  assert.equal(filtersSet({ q: "vase", order: "best", owner: "me", after: undefined }), 1);
});

test("each person's last searches are kept once, and ten of them", () => {
  for (let number = 0; number < 12; number += 1) remember("ben", `${number}`);
  remember("ben", "5");
  remember("cleo", "vase");
  assert.deepEqual(recent.get()["ben"], ["5", "11", "10", "9", "8", "7", "6", "4", "3", "2"]);
  forget("ben", "11");
  assert.equal(recent.get()["ben"]?.length, 9);
  forget("ben");
  assert.deepEqual(recent.get(), { cleo: ["vase"] });
});

test("the palette has entries by their label first, and not too many", () => {
  const entry = (label: string, more = {}) => ({ id: label, label, ...more });
  const groups = [
    { group: "Go to", actions: [entry("Mine", { description: "a vase" }), entry("Vases")] },
    { group: "Tickets", actions: [entry("Ada", { keywords: ["vase"] }), entry("Omar")] },
  ];
  const found = fitting(" VASE ", groups).map(({ group, actions }) => [group, actions.map(({ id }) => id)]);
  assert.deepEqual(found, [
    ["Go to", ["Vases", "Mine"]],
    ["Tickets", ["Ada"]],
  ]);
  const many = [{ group: "Tickets", actions: Array.from({ length: 50 }, (_, at) => entry(`${at}`)) }];
  assert.equal(fitting("", many)[0]?.actions.length, 14);
});
