import { Problem, words } from "../api/problems.ts";
import type { Draft } from "./draft.ts";
import { t } from "../shared/texts/index.ts";

/** Why a message was not taken, and what to do. A write is never repeated by itself, so this does not promise it. */
export function refusalWords(error: unknown): string {
  if (!(error instanceof Problem)) return t("composer.refused.unknown");
  if (error.status === 0) return t("composer.refused.offline");
  if (error.status === 429 || error.status >= 500) return t("composer.refused.passing");
  if (error.code === "idempotency_key_reused") return t("composer.refused.twice");
  return words(error);
}

/** The same of a note, which goes to nobody. */
export const noteRefusal = (error: unknown): string =>
  error instanceof Problem && error.status !== 0 && !error.passing ? words(error) : t("notes.refused.passing");

/** What the API says about each file, by its place among the attachments. */
export function refusedFiles(error: unknown): Map<number, string> {
  const found = new Map<number, string>();
  if (error instanceof Problem)
    for (const { field, message } of error.errors) {
      const place = /^attachments\[(\d+)\]/.exec(field)?.[1];
      if (place !== undefined) found.set(Number(place), message);
    }
  return found;
}

export const withReasons = ({ files }: Draft, error: unknown): Draft["files"] => {
  const reasons = refusedFiles(error);
  return files.map((file, at) => {
    const reason = reasons.get(at);
    return reason ? { ...file, reason, state: "refused" } : file;
  });
};
