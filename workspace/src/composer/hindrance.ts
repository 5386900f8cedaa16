import { number } from "../shared/sizes.ts";
import { t } from "../shared/texts/index.ts";
import type { Carried } from "./carried.ts";
import { isLink } from "./addresses.ts";
import type { Draft, Upload } from "./draft.ts";
import { tooMuch } from "./limits.ts";
import { lengthOf } from "./plain.ts";

/** Why this cannot be sent as it is, in words: the first thing to do about it. */
export function hindranceOf(
  draft: Draft,
  { max_text_length, attachments, quick_replies }: Carried,
): string | undefined {
  const { files, choices } = draft;
  const length = lengthOf(draft.text);
  if (length > max_text_length) return t("composer.too_long", { n: length - max_text_length });
  if (files.length > 0 && !attachments.types.includes("FILE")) return t("composer.files.not");
  if (files.some(({ state }) => state === "lost")) return t("composer.files.lost");
  if (files.some(({ state }) => state === "refused" || state === "failed")) return t("composer.files.broken");
  const others = choices.length > 0 ? 1 : 0;
  const much = tooMuch(files, attachments, others);
  if (much) return much;
  if (files.some(({ state }) => state === "going"))
    return t("composer.files.going", { n: files.filter(({ state }) => state === "going").length });
  if (choices.length > 0 && !quick_replies) return t("composer.choices.not");
  if (choices.some(({ link }) => link.trim() && !isLink(link))) return t("composer.choice.link.invalid");
  return undefined;
}

/** Whether nothing but the time that files need stands in the way. */
export const onlyWaits = (draft: Draft, carried: Carried): boolean =>
  hindranceOf({ ...draft, files: draft.files.map(asThere) }, carried) === undefined;

const asThere = (file: Upload): Upload => (file.state === "going" ? { ...file, state: "there" } : file);

/** `123 / 4,096`: the text as the API counts it. */
export const counted = (draft: Draft, { max_text_length }: Carried): string =>
  `${number(lengthOf(draft.text))} / ${number(max_text_length)}`;
