import type { Carried } from "./carried.ts";
import { size } from "../shared/sizes.ts";
import { t } from "../shared/texts/index.ts";

/** What the API takes at most, whatever the channel. */
export const LARGEST = 100 * 1024 * 1024;

type Measured = { size: number; content_type: string };
type Limits = Carried["attachments"];

/** Names under which browsers know what the API calls otherwise. */
const ALIASES: Record<string, string> = {
  "application/x-gzip": "application/gzip",
  "application/x-pdf": "application/pdf",
  "application/x-zip-compressed": "application/zip",
  "audio/m4a": "audio/mp4",
  "audio/mp3": "audio/mpeg",
  "audio/x-m4a": "audio/mp4",
  "audio/x-wav": "audio/wav",
  "image/jpg": "image/jpeg",
  "text/xml": "application/xml",
};
const UNKNOWN = "application/octet-stream";

const normal = (type: string): string => {
  const plain = type.split(";")[0]!.trim().toLowerCase();
  return ALIASES[plain] ?? plain;
};

export const matches = (type: string, allowed: string): boolean =>
  allowed.endsWith("/*")
    ? normal(type).startsWith(allowed.slice(0, -1).toLowerCase())
    : normal(type) === normal(allowed);

const FAMILIES = ["image", "audio", "video", "text"] as const;

/** `pictures, PDF`. A type that has no short name is said as it is. */
export const typesInWords = (types: readonly string[]): string => types.slice(0, 8).map(inWords).join(", ");

function inWords(type: string): string {
  const [family, kind = ""] = normal(type).split("/");
  const known = FAMILIES.find((each) => each === family);
  if (kind === "*" && known) return t(`composer.kind.${known}`);
  return /^[a-z0-9]{1,5}$/.test(kind) ? kind.toUpperCase() : type;
}

/** Why this file cannot be sent; known before it is uploaded. What the browser does not know, the API finds out. */
export function refusalOf(file: Measured, limits: Limits): string | undefined {
  if (file.size === 0) return t("composer.file.empty");
  const most = Math.min(limits.max_file_size_bytes ?? LARGEST, LARGEST);
  if (file.size > most) return t("composer.file.too_large", { size: size(file.size), most: size(most) });
  const types = limits.file_mime_types;
  if (file.content_type !== UNKNOWN && types.length > 0 && !types.some((each) => matches(file.content_type, each)))
    return t("composer.file.type", { types: typesInWords(types) });
  return undefined;
}

/** Why all of them together cannot be sent. `others`: attachments that are no files. */
export function tooMuch(files: readonly Measured[], limits: Limits, others = 0): string | undefined {
  const most = limits.max_file_count ?? limits.max_count;
  if (files.length > most) return t("composer.files.too_many", { n: most });
  if (files.length + others > limits.max_count) return t("composer.files.too_many", { n: limits.max_count - others });
  const total = limits.max_total_file_size_bytes;
  const sum = files.reduce((all, each) => all + each.size, 0);
  if (total !== null && sum > total) return t("composer.files.too_large", { size: size(sum), most: size(total) });
  return undefined;
}
