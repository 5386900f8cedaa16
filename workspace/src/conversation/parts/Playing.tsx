import Mic from "lucide-react/icons/mic";
import { useEffect, useRef } from "react";
import { t } from "../../shared/texts/index.ts";
import { pictureSize } from "../heights.ts";
import { length } from "../links.ts";
import type { AnyFile } from "./files.ts";
import css from "./parts.module.css";
import { NotLoaded } from "./NotLoaded.tsx";
import { useFileLink } from "./useFileLink.ts";

const PAST = 1;

/** A film in its own space. */
export function Film({ file }: { file: AnyFile }) {
  const media = useMedia<HTMLVideoElement>(file);
  const { width, height } = pictureSize(file.width, file.height);
  return (
    <span className={css.space} style={{ width, aspectRatio: `${width} / ${height}` }}>
      {media.trouble ? (
        <NotLoaded text={media.trouble} onAgain={media.again} />
      ) : (
        <video {...media.attributes} controls playsInline aria-label={file.name ?? t("conversation.film")} />
      )}
    </span>
  );
}

/** A voice note, or music. Its length is known before anything is loaded. */
export function Sound({ file, voice }: { file: AnyFile; voice: boolean }) {
  const media = useMedia<HTMLAudioElement>(file);
  const name = voice ? t("conversation.voice") : (file.name ?? "");
  return (
    <span className={css.sound}>
      <span className={css.soundName}>
        {voice && <Mic size={15} />} <bdi>{name}</bdi>
        {file.duration_seconds !== undefined && <span>{length(file.duration_seconds)}</span>}
      </span>
      {media.trouble ? (
        <NotLoaded text={media.trouble} onAgain={media.again} />
      ) : (
        <audio {...media.attributes} controls aria-label={name} />
      )}
    </span>
  );
}

/** A link that has ended is replaced while one listens: it goes on where it was. */
function useMedia<E extends HTMLMediaElement>(file: AnyFile) {
  const { url, onError, worked, trouble, again } = useFileLink(file.file_id);
  const element = useRef<E>(null);
  const at = useRef({ time: 0, playing: false });
  const failed = useRef(0);
  useEffect(() => {
    const media = element.current;
    if (!media || !url || at.current.time === 0) return;
    const { time, playing } = at.current;
    const resume = () => {
      media.currentTime = time;
      if (playing) void media.play();
    };
    media.addEventListener("loadedmetadata", resume, { once: true });
    return () => media.removeEventListener("loadedmetadata", resume);
  }, [url]);
  const attributes = {
    ref: element,
    src: url,
    preload: "metadata" as const,
    onError: () => {
      failed.current = at.current.time;
      onError();
    },
    onTimeUpdate: () => {
      const media = element.current;
      if (!media || media.currentTime === 0) return;
      at.current = { time: media.currentTime, playing: !media.paused };
      // Past the place: a recording that is broken there would fail, and be fetched, without an end.
      if (media.currentTime > failed.current + PAST) worked();
    },
  };
  return { attributes, trouble, again };
}
