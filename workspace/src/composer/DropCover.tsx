import Paperclip from "lucide-react/icons/paperclip";
import { createPortal } from "react-dom";
import { size } from "../shared/sizes.ts";
import { t } from "../shared/texts/index.ts";
import type { Carried } from "./carried.ts";
import css from "./dropcover.module.css";
import { typesInWords } from "./limits.ts";

type Props = { over: HTMLElement | null; limits: Carried["attachments"]; taken: boolean };

/** Over the whole conversation while a file is held there: what may be dropped. */
export function DropCover({ over, limits, taken }: Props) {
  if (!over) return null;
  const { left, top, width, height } = over.getBoundingClientRect();
  const most = limits.max_file_size_bytes;
  return createPortal(
    <div className={css.cover} style={{ left, top, width, height }} data-taken={taken || undefined}>
      <Paperclip size={28} />
      <strong>{t(taken ? "composer.drop" : "composer.drop.not")}</strong>
      {taken && most !== null && <span>{t("composer.drop.size", { most: size(most) })}</span>}
      {taken && limits.file_mime_types.length > 0 && <span>{typesInWords(limits.file_mime_types)}</span>}
    </div>,
    document.body,
  );
}
