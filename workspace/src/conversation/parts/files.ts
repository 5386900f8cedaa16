import type { Schemas } from "../../api/client.ts";

type FilePart = Schemas["FilePart"];
export type AnyFile = Omit<FilePart, "type">;

/** What a browser shows without running anything: the API serves these types inline, the others to be saved. */
const SHOWN = {
  picture: ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"],
  audio: ["audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm", "audio/aac"],
  video: ["video/mp4", "video/webm", "video/ogg", "video/quicktime"],
};

type Manner = "picture" | "sticker" | "video" | "audio" | "voice" | "file";

/** How a file is shown. One that is not there yet, or never will be, is a line that says so. */
export function mannerOf(file: AnyFile): Manner {
  const type = file.content_type ?? "";
  const ready = file.state === "READY" && !REFUSED.includes(file.scan ?? "") && file.scan !== "PENDING";
  if (!ready) return "file";
  if (SHOWN.picture.includes(type)) return file.usage === "STICKER" ? "sticker" : "picture";
  if (SHOWN.video.includes(type)) return "video";
  if (SHOWN.audio.includes(type)) return file.usage === "VOICE_RECORDING" ? "voice" : "audio";
  return "file";
}

/** Never served. */
const REFUSED = ["INFECTED", "UNSUPPORTED", "FAILED"];

type FileWord = "gone" | "pending" | "failed" | "scanning" | "infected" | "not_searchable";

/** Why a file cannot be opened; undefined if it can. */
export function obstacleOf(file: AnyFile): FileWord | undefined {
  if (file.state === undefined) return "gone";
  if (file.state === "PENDING") return "pending";
  if (file.state === "FAILED") return "failed";
  if (file.scan === "PENDING") return "scanning";
  if (file.scan === "INFECTED") return "infected";
  return file.scan === "UNSUPPORTED" || file.scan === "FAILED" ? "not_searchable" : undefined;
}
