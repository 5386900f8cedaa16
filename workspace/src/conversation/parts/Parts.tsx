import type { Message, Part } from "../../api/timelines.ts";
import { t } from "../../shared/texts/index.ts";
import { OfferedChoices } from "./OfferedChoices.tsx";
import { ContactCard } from "./ContactCard.tsx";
import { FileCard } from "./FileCard.tsx";
import { mannerOf, type AnyFile } from "./files.ts";
import css from "./parts.module.css";
import { Picture } from "./Picture.tsx";
import { Place } from "./Place.tsx";
import { Film, Sound } from "./Playing.tsx";
import { Shared } from "./Shared.tsx";

type Props = { parts: readonly Part[]; place: "above" | "below"; answers?: readonly string[] };

/** What came with the text. Headers and what is looked at stand above it, what is chosen or saved below. */
export function Parts({ parts, place, answers = [] }: Props) {
  const shown = parts.filter((part) => isAbove(part) === (place === "above"));
  if (shown.length === 0) return null;
  const album = shown.length > 1 && shown.every((part) => part.type === "FILE" && place === "above");
  return (
    <div className={css.parts} data-album={album || undefined}>
      {shown.map((part, at) => (
        <One key={at} part={part} answers={answers} />
      ))}
    </div>
  );
}

const isAbove = (part: Part): boolean =>
  part.type === "MESSAGE_HEADER" || (part.type === "FILE" && ["picture", "sticker", "video"].includes(mannerOf(part)));

/** A sticker stands without a bubble. */
export const isBare = ({ parts, text }: Message): boolean =>
  text === "" && parts.length > 0 && parts.every((part) => part.type === "FILE" && mannerOf(part) === "sticker");

function One({ part, answers }: { part: Part; answers: readonly string[] }) {
  switch (part.type) {
    case "FILE":
      return <Shown file={part} />;
    case "LOCATION":
      return <Place place={part} />;
    case "CONTACT":
      return <ContactCard card={part} />;
    case "QUICK_REPLIES":
      return <OfferedChoices offered={part} answers={answers} />;
    case "MESSAGE_HEADER":
      return (
        <div className={css.header}>
          {part.file && <Shown file={part.file} />}
          {part.text && <strong dir="auto">{part.text}</strong>}
        </div>
      );
    case "SOCIAL_MEDIA_METADATA":
      return <Shared media={part.social_metadata} />;
    case "UNSUPPORTED_CONTENT":
      return <p className={css.unsupported}>{t("conversation.part.unsupported")}</p>;
  }
}

function Shown({ file }: { file: AnyFile }) {
  switch (mannerOf(file)) {
    case "picture":
      return <Picture file={file} />;
    case "sticker":
      return <Picture file={file} sticker />;
    case "video":
      return <Film file={file} />;
    case "audio":
      return <Sound file={file} voice={false} />;
    case "voice":
      return <Sound file={file} voice />;
    case "file":
      return <FileCard file={file} />;
  }
}
