/** Fails if the built page is heavier than agreed: bytes after gzip, so it is the same on every machine. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

type Chunk = { file: string; isEntry?: boolean; imports?: string[]; css?: string[]; name?: string; src?: string };

const KB = 1000;
const LIMITS = { script: 220 * KB, styles: 20 * KB, composer: 160 * KB, other: 60 * KB };

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8")) as Record<string, Chunk>;
const size = (file: string) => gzipSync(readFileSync(new URL(file, dist))).length;
const total = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + size(file), 0);

/** What a chunk needs before it runs: itself and what it imports, but not what it loads later. */
function needed(key: string, found = new Set<string>()): Set<string> {
  if (found.has(key)) return found;
  found.add(key);
  for (const next of manifest[key]?.imports ?? []) needed(next, found);
  return found;
}

const files = (keys: Set<string>) =>
  new Set([...keys].map((key) => manifest[key]!.file).filter((file) => file.endsWith(".js")));
const styles = (keys: Set<string>) => new Set([...keys].flatMap((key) => manifest[key]!.css ?? []));

const entry = Object.keys(manifest).find((key) => manifest[key]!.isEntry)!;
const first = needed(entry);
const lines: [string, number, number][] = [
  ["script before the first ticket", total(files(first)), LIMITS.script],
  ["styles before the first ticket", total(styles(first)), LIMITS.styles],
];
for (const [key, chunk] of Object.entries(manifest)) {
  if (!key.startsWith("src/") || !("isDynamicEntry" in chunk)) continue;
  const own = new Set([...needed(key)].filter((each) => !first.has(each)));
  const limit = key.startsWith("src/composer/") ? LIMITS.composer : LIMITS.other;
  lines.push([key.replace("src/", ""), total(files(own)) + total(styles(own)), limit]);
}

if (process.argv.includes("--json")) {
  console.log(JSON.stringify(lines.map(([name, bytes, limit]) => ({ name, bytes, limit }))));
  process.exit();
}
for (const [name, bytes, limit] of lines) {
  const mark = bytes > limit ? "✗" : "✓";
  console.log(`${mark} ${name.padEnd(34)} ${(bytes / KB).toFixed(1).padStart(6)} of ${limit / KB} kB`);
}
if (lines.some(([, bytes, limit]) => bytes > limit)) process.exit(1);
