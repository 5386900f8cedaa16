/** Every text is there in every language, with the same names to fill in, and is used. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import first from "../src/shared/texts/en/index.ts";
import later from "../src/shared/texts/en/later.ts";
import { filled, type Message } from "../src/shared/texts/index.ts";
import nl from "../src/shared/texts/nl/index.ts";

const en = { ...first, ...later };
const SRC = new URL("../src/", import.meta.url).pathname;
const LANGUAGES: Record<string, Record<string, Message>> = { nl };

const names = (message: Message) =>
  [
    ...new Set(
      Object.values(typeof message === "string" ? { message } : message).flatMap((form) =>
        [...form.matchAll(/{(\w+)}/g)].map(([, name]) => name),
      ),
    ),
  ].sort();

for (const [tag, catalogue] of Object.entries(LANGUAGES)) {
  test(`${tag} has the same keys`, () => assert.deepEqual(Object.keys(catalogue).sort(), Object.keys(en).sort()));
  test(`${tag} has the same names to fill in`, () => {
    for (const [key, message] of Object.entries(en)) assert.deepEqual(names(catalogue[key]!), names(message), key);
  });
}

test("every text is used", () => {
  const sources = globSync("**/*.{ts,tsx}", { cwd: SRC, exclude: ["shared/texts/**", "api/schema.ts"] });
  const text = sources.map((file) => readFileSync(path.join(SRC, file), "utf8")).join("\n");
  // `keys.group.${group}`: a key that is put together counts by its beginning.
  const beginnings = [...text.matchAll(/`((?:\w+\.)+)\$\{/g)].map(([, beginning]) => beginning!);
  const unused = Object.keys(en).filter(
    (key) => !text.includes(`"${key}"`) && !beginnings.some((each) => key.startsWith(each)),
  );
  assert.deepEqual(unused, []);
});

/** Only for screens that are loaded later. */
const LATER = [
  "shared/Copy.tsx",
  "shared/OverlapChoice.tsx",
  "api/Failure.tsx",
  "api/RotateSecret.tsx",
  "api/reason.ts",
  "api/property.ts",
  "api/PropertyField.tsx",
  "api/deliveries/**",
  "tickets/NoView.tsx",
  "tickets/ViewFilters.tsx",
];

test("what the first screen says is there with it", () => {
  const sources = globSync("{shell,tickets,api,session,shared}/**/*.{ts,tsx}", {
    cwd: SRC,
    exclude: ["shared/texts/**", "api/schema.ts", ...LATER],
  });
  const early = sources.flatMap((file) =>
    [...readFileSync(path.join(SRC, file), "utf8").matchAll(/"([\w.]+)"/g)].map(([, text]) => ({ file, text: text! })),
  );
  assert.deepEqual(
    early.filter(({ text }) => text in later),
    [],
  );
});

test("plurals and numbers follow the language", () => {
  const message = { one: "{n} ticket", other: "{n} tickets" };
  assert.equal(filled(message, "en", { n: 1 }), "1 ticket");
  assert.equal(filled(message, "en", { n: 0 }), "0 tickets");
  assert.equal(filled(message, "nl", { n: 12345 }), "12.345 tickets");
  assert.equal(filled("{name} {name}", "en", { name: "{n}" }), "{n} {n}");
});
