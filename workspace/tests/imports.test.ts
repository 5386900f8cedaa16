/** Imports run one way, so that a folder can be read alone. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";

const SRC = new URL("../src/", import.meta.url).pathname;
const ROOMS = ["tickets", "conversation", "composer", "sidebar", "channels", "settings", "search"];
const BASE = ["work", "api", "session", "live", "shared"];
/** What each folder may import beside itself. */
const ALLOWED: Record<string, string[]> = {
  main: ["shell", ...BASE],
  shell: [...ROOMS, ...BASE],
  ...Object.fromEntries(ROOMS.map((room) => [room, BASE])),
  conversation: ["composer", ...BASE],
  search: ["tickets", ...BASE],
  work: ["api", "session", "shared"],
  settings: ["composer", ...BASE],
  api: ["session", "shared"],
  session: ["shared"],
  live: ["api", "session", "shared"],
  shared: [],
};
const IMPORT = /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;

const folder = (file: string) => (file.includes("/") ? file.split("/")[0]! : "main");

export function wrongArrows(files: Record<string, string>): string[] {
  return Object.entries(files).flatMap(([file, text]) =>
    [...text.matchAll(IMPORT)]
      .map(([, to]) => folder(path.posix.join(path.posix.dirname(file), to!)))
      .filter((to) => to !== folder(file) && !(ALLOWED[folder(file)] ?? []).includes(to))
      .map((to) => `${file} → ${to}`),
  );
}

const sources = Object.fromEntries(
  globSync("**/*.{ts,tsx}", { cwd: SRC }).map((file) => [file, readFileSync(path.join(SRC, file), "utf8")]),
);

test("imports run one way", () => {
  assert.deepEqual(wrongArrows(sources), []);
});

test("a wrong arrow is found", () => {
  const files = {
    "shared/a.ts": 'import { b } from "../api/b.ts";',
    "sidebar/c.tsx": 'lazy(() => import("../composer/C.tsx"))',
  };
  assert.deepEqual(wrongArrows(files), ["shared/a.ts → api", "sidebar/c.tsx → composer"]);
});

/** What has its label beside it gets that from a style of its own: without it, the label is below. */
const LABELLED = /styles\/(Checkbox|Radio|Switch)\.layer\.css/;

test("whoever uses a labelled control has the style of labels", () => {
  const bare = Object.entries(sources).filter(
    ([, text]) => LABELLED.test(text) && !text.includes("styles/InlineInput.layer.css"),
  );
  assert.deepEqual(
    bare.map(([file]) => file),
    [],
  );
});

test("files stay short", () => {
  const long = Object.entries(sources).filter(
    ([file, text]) => file !== "api/schema.ts" && text.split("\n").length > 151,
  );
  assert.deepEqual(
    long.map(([file]) => file),
    [],
  );
});
