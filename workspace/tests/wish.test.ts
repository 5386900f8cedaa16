import { strict as assert } from "node:assert";
import { test } from "node:test";
import { newWish, wishFor } from "../src/api/wish.ts";

const BODY = { text: "Hello", recipients: [{ value: "a" }] };

test("what was not sent yet goes under the key that it has", () => {
  const wish = newWish();
  assert.equal(wishFor(wish, BODY).key, wish.key);
  assert.equal(wishFor({ ...wish, sent: undefined }, "other").key, wish.key);
});

test("the same once more keeps its key, and something else gets another", () => {
  const first = wishFor(newWish(), BODY);
  assert.deepEqual(wishFor(first, structuredClone(BODY)), first);
  const other = wishFor(first, { ...BODY, text: "Bye" });
  assert.notEqual(other.key, first.key);
  assert.deepEqual(wishFor(other, { ...BODY, text: "Bye" }), other);
  assert.notEqual(wishFor(other, BODY).key, first.key, "the desk knows that key with other words since");
});

test("each wish has a key of its own", () => assert.notEqual(newWish().key, newWish().key));
