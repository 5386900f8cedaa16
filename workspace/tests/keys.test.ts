import assert from "node:assert/strict";
import test from "node:test";
import { named } from "../src/shared/keys/press.ts";
import { KEY_NAMES, KEYS } from "../src/shared/keys/table.ts";

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  named({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

test("each key is there once", () => {
  const presses = KEY_NAMES.map((name) => KEYS[name].press);
  assert.equal(new Set(presses).size, presses.length);
});

test("a key is known by what is printed on it", () => {
  assert.equal(press("j"), "next");
  assert.equal(press("J"), "next");
  assert.equal(press("?"), "help");
  assert.equal(press("z"), undefined);
});

test("Ctrl and Command make another key", () => {
  assert.equal(press("k", { ctrlKey: true }), "palette");
  assert.equal(press("k", { metaKey: true }), "palette");
  assert.equal(press("Enter", { ctrlKey: true }), "send");
  assert.equal(press("r", { ctrlKey: true }), undefined, "the browser's own reload");
  assert.equal(press("j", { altKey: true }), undefined);
});

test("a keyboard with other letters counts by place", () => {
  assert.equal(press("о", { code: "KeyJ" }), "next");
  assert.equal(press("ক", { code: "KeyK", ctrlKey: true }), "palette");
});
