/** docs/workspace.md lists every key. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { KEY_NAMES, KEYS, caps } from "../src/shared/keys/table.ts";
import en from "../src/shared/texts/en/index.ts";

test("the document lists the keys as they are", () => {
  const text = readFileSync(new URL("../../docs/workspace.md", import.meta.url), "utf8")
    .split("## Keys")[1]!
    .split("\n## ")[0]!;
  const rows = [...text.matchAll(/^\| (`[^|]+`) \| ([^|]+) \|$/gm)].map(([, keys, does]) => `${keys} ${does}`);
  const wanted = KEY_NAMES.map(
    (name) =>
      `${caps(name)
        .map((cap) => `\`${cap}\``)
        .join(" ")} ${en[KEYS[name].text]}`,
  );
  assert.deepEqual(rows, wanted);
});
