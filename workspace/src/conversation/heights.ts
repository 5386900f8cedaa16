import type { Part } from "../api/timelines.ts";
import type { Row } from "./rows.ts";

const LINE = 22;
const LETTERS_PER_LINE = 62;
const LARGEST = { width: 340, height: 300 };
/** More of a text is shown when somebody asks for it. */
export const CLIPPED_AT = 3000;

/** The space of a picture, known before it is loaded, so that nothing moves when it comes. */
export function pictureSize(width = 240, height = 180, largest = LARGEST): { width: number; height: number } {
  const scale = Math.min(1, largest.width / width, largest.height / height);
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
}

/** About how high a row is before it is drawn: the nearer, the quieter the scroll bar. */
export function estimated(row: Row): number {
  if (row.kind === "day" || row.kind === "new") return 44;
  if (row.kind === "event" || row.kind === "change") return 36;
  if (row.kind === "note")
    return row.note.deleted_at ? 36 : 72 + textHeight(row.note.text) + partsHeight(row.note.files);
  const { text, parts } = row.kind === "message" ? row.message : row.reply;
  const quoted = row.kind === "message" && row.quote ? 48 : 0;
  const name = row.kind === "message" && row.first ? 30 : 0;
  return 44 + name + quoted + textHeight(text) + partsHeight(parts);
}

const TILE = 172;

/** Several pictures are tiles, two in a line. */
function partsHeight(parts: readonly Part[]): number {
  const seen = parts.filter((part) => part.type === "FILE" && ["IMAGE", "VIDEO"].includes(part.usage ?? ""));
  const others = parts.filter((part) => seen.length < 2 || !seen.includes(part));
  return (
    (seen.length < 2 ? 0 : Math.ceil(seen.length / 2) * TILE) + others.reduce((sum, part) => sum + partHeight(part), 0)
  );
}

function textHeight(text: string): number {
  const shown = text.slice(0, CLIPPED_AT);
  const breaks = shown.split("\n").length - 1;
  return text ? (Math.ceil(shown.length / LETTERS_PER_LINE) + breaks) * LINE : 0;
}

function partHeight(part: Part): number {
  if (part.type !== "FILE") return 72;
  if (part.usage === "IMAGE" || part.usage === "VIDEO") return pictureSize(part.width, part.height).height + 8;
  return part.usage === "STICKER" ? 136 : 64;
}
