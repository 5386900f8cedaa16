import { Loader } from "@mantine/core";
import FileIcon from "lucide-react/icons/file";
import FolderOpen from "lucide-react/icons/folder-open";
import RotateCw from "lucide-react/icons/rotate-cw";
import X from "lucide-react/icons/x";
import { useRef, useState } from "react";
import { size } from "../shared/sizes.ts";
import { t } from "../shared/texts/index.ts";
import { attach, canRetry, detach, retry } from "./attach.ts";
import type { Carried } from "./carried.ts";
import type { Upload } from "./draft.ts";
import css from "./files.module.css";
import type { Sheet } from "./sheet.ts";
import { Tool } from "./Tool.tsx";
import { useDraft } from "./useDraft.ts";

type Props = { sheet: Sheet; limits: Carried["attachments"] };

/** What is attached, how far it is, and what is wrong with it. */
export function AttachedFiles({ sheet, limits }: Props) {
  const files = useDraft(sheet, (draft) => draft.files);
  if (files.length === 0) return null;
  return (
    <ul className={css.files} aria-label={t("composer.files")}>
      {files.map((file) => (
        <li key={file.key} className={css.file} data-state={file.state}>
          <Picture file={file} />
          <span className={css.about}>
            <bdi className={css.name} title={file.name}>
              {file.name}
            </bdi>
            <State file={file} />
          </span>
          {file.state === "lost" && (
            <ChooseAgain
              name={file.name}
              types={limits.file_mime_types}
              onChoose={(chosen) => attach(sheet, [chosen], limits, file.key)}
            />
          )}
          {file.state === "failed" && canRetry(file.key) && (
            <Tool label={t("composer.file.retry", { name: file.name })} onClick={() => retry(sheet, file.key, limits)}>
              <RotateCw size={15} />
            </Tool>
          )}
          <Tool
            label={t(file.state === "going" ? "composer.file.stop" : "composer.file.remove", { name: file.name })}
            onClick={() => detach(sheet, file.key)}
          >
            <X size={15} />
          </Tool>
        </li>
      ))}
    </ul>
  );
}

function ChooseAgain({ name, types, onChoose }: { name: string; types: string[]; onChoose(file: File): void }) {
  const picker = useRef<HTMLInputElement>(null);
  const label = t("composer.file.choose", { name });
  return (
    <>
      <Tool label={label} onClick={() => picker.current?.click()}>
        <FolderOpen size={15} />
      </Tool>
      <input
        ref={picker}
        type="file"
        hidden
        accept={types.join() || undefined}
        aria-label={label}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) onChoose(file);
        }}
      />
    </>
  );
}

function Picture({ file }: { file: Upload }) {
  const [broken, setBroken] = useState(false);
  if (file.preview && !broken)
    return <img className={css.preview} src={file.preview} alt="" onError={() => setBroken(true)} />;
  return (
    <span className={css.preview}>
      <FileIcon size={18} />
    </span>
  );
}

function State({ file }: { file: Upload }) {
  const reason = file.state === "lost" ? t("composer.file.lost") : file.reason;
  if (reason)
    return (
      <span className={css.reason} role="alert">
        {reason}
      </span>
    );
  if (file.state !== "going") return <span className={css.size}>{size(file.size)}</span>;
  // All bytes have gone: the desk looks at them.
  if (file.progress >= 1) return <Loader size={14} aria-label={t("composer.file.checked")} />;
  return (
    <progress
      className={css.progress}
      value={file.progress}
      aria-label={t("composer.file.progress", { name: file.name })}
    />
  );
}
