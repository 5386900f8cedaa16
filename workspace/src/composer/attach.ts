import { Problem, words } from "../api/problems.ts";
import { typeOf, upload, type StoredFile } from "../api/upload.ts";
import { announce } from "../shared/announce.ts";
import { t } from "../shared/texts/index.ts";
import type { Carried } from "./carried.ts";
import { withFile, type Upload } from "./draft.ts";
import { refusalOf } from "./limits.ts";
import type { Sheet } from "./sheet.ts";

type Limits = Carried["attachments"];

/** The bytes of this tab's files, for another try, and how to stop them. */
const bytes = new Map<string, File>();
const running = new Map<string, AbortController>();

/** What the channel does not carry is said at once, and not uploaded. A file that is chosen again takes the place of
 * the one that was lost: the one at `place`, or else the one of its name. */
export function attach(sheet: Sheet, files: File[], limits: Limits, place?: string): void {
  for (const file of files) {
    const before = sheet.draft.get().files;
    const lost = before.find(({ name, state }) => state === "lost" && name === file.name);
    const added = { ...described(file, limits), key: place ?? lost?.key ?? crypto.randomUUID() };
    bytes.set(added.key, file);
    sheet.change({ files: withFile(before, added) });
    if (added.state === "going") void go(sheet, added.key, limits);
  }
}

export function retry(sheet: Sheet, key: string, limits: Limits): void {
  void go(sheet, key, limits);
}

export const canRetry = (key: string): boolean => bytes.has(key);

export function detach(sheet: Sheet, key: string): void {
  running.get(key)?.abort();
  bytes.delete(key);
  const { files } = sheet.draft.get();
  const preview = files.find((each) => each.key === key)?.preview;
  if (preview) URL.revokeObjectURL(preview);
  sheet.change({ files: files.filter((each) => each.key !== key) });
}

function described(file: File, limits: Limits): Omit<Upload, "key"> {
  const content_type = typeOf(file);
  const measured = { name: file.name || "file", size: file.size, content_type };
  const reason = refusalOf(measured, limits);
  const preview = content_type.startsWith("image/") ? URL.createObjectURL(file) : undefined;
  return { ...measured, state: reason ? "refused" : "going", progress: 0, reason, preview };
}

async function go(sheet: Sheet, key: string, limits: Limits): Promise<void> {
  const file = bytes.get(key);
  if (!file) return;
  const stop = new AbortController();
  running.set(key, stop);
  const set = (part: Partial<Upload>) => update(sheet, key, part);
  set({ state: "going", progress: 0, reason: undefined });
  try {
    const stored = await upload(file, (progress) => set({ progress }), stop.signal);
    if (stop.signal.aborted) return;
    set({ ...there(stored, limits), progress: 1 });
    announce(t("composer.file.there", { name: stored.name }));
  } catch (error) {
    if (!stop.signal.aborted) set({ state: "failed", reason: reasonOf(error) });
  } finally {
    running.delete(key);
  }
}

/** As the desk found it, which may be of another type than the browser said. */
function there({ id, name, size, content_type, usage }: StoredFile, limits: Limits): Partial<Upload> {
  const reason = refusalOf({ size: size ?? 1, content_type }, limits);
  return { id, name, content_type, usage, reason, state: reason ? "refused" : "there" };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Problem)) return t("problems.unexpected");
  if (error.status === 0) return t("composer.file.offline");
  // The storage itself answers with codes of its own.
  if (error.code.startsWith("http_") && error.status < 500) return t("composer.file.not_taken");
  if (error.passing) return t("composer.refused.passing");
  return words(error);
}

function update(sheet: Sheet, key: string, part: Partial<Upload>): void {
  const { files } = sheet.draft.get();
  if (!files.some((each) => each.key === key)) return;
  sheet.change({ files: files.map((each) => (each.key === key ? { ...each, ...part } : each)) });
}
