import { UnstyledButton } from "@mantine/core";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { t } from "../../shared/texts/index.ts";
import { pictureSize } from "../heights.ts";
import type { AnyFile } from "./files.ts";
import css from "./parts.module.css";
import { NotLoaded } from "./NotLoaded.tsx";
import { useFileLink } from "./useFileLink.ts";

const Zoomed = lazy(() => import("./Zoomed.tsx"));

const STICKER = { width: 128, height: 128 };

/** In its own space from the beginning; a click shows it large. */
export function Picture({ file, sticker = false }: { file: AnyFile; sticker?: boolean }) {
  const { url, onError, trouble, again } = useFileLink(file.file_id);
  const [large, setLarge] = useState<boolean>();
  const button = useRef<HTMLButtonElement>(null);
  // The dialog begins open, and so does not know where the focus was.
  useEffect(() => {
    if (large === false) button.current?.focus();
  }, [large]);
  const name = file.name ?? "";
  const { width, height } = sticker
    ? pictureSize(file.width ?? 128, file.height ?? 128, STICKER)
    : pictureSize(file.width, file.height);
  const space = { width, aspectRatio: `${width} / ${height}` };
  if (trouble)
    return (
      <span className={css.space} style={space}>
        <NotLoaded text={trouble} onAgain={again} />
      </span>
    );
  const image = url && <img src={url} alt={name} onError={onError} decoding="async" />;
  if (sticker)
    return (
      <span className={css.sticker} style={space}>
        {image}
      </span>
    );
  return (
    <>
      <UnstyledButton
        ref={button}
        className={css.space}
        style={space}
        onClick={() => setLarge(true)}
        disabled={!url}
        aria-label={t("conversation.picture.large", { name })}
      >
        {image}
      </UnstyledButton>
      {large && url && (
        <Suspense>
          <Zoomed url={url} file={file} onClose={() => setLarge(false)} />
        </Suspense>
      )}
    </>
  );
}
