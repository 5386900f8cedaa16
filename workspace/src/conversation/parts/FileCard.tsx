import { UnstyledButton } from "@mantine/core";
import File from "lucide-react/icons/file";
import FileArchive from "lucide-react/icons/file-archive";
import FileText from "lucide-react/icons/file-text";
import FileX from "lucide-react/icons/file-x";
import Film from "lucide-react/icons/film";
import Hourglass from "lucide-react/icons/hourglass";
import Image from "lucide-react/icons/image";
import Music from "lucide-react/icons/music";
import type { ReactNode } from "react";
import { words } from "../../api/problems.ts";
import { reasonText } from "../../api/reasons.ts";
import { size } from "../../shared/sizes.ts";
import { t } from "../../shared/texts/index.ts";
import { obstacleOf, type AnyFile } from "./files.ts";
import css from "./parts.module.css";
import { useSaving } from "./useSaving.ts";

const KINDS = [
  [/^image\//, Image],
  [/^video\//, Film],
  [/^audio\//, Music],
  [/zip|tar|compressed/, FileArchive],
  [/^text\/|pdf|document|sheet|presentation/, FileText],
] as const;
const WAITING = ["pending", "scanning"];

/** Name, kind and size; a click saves it. Or why there is nothing to save. */
export function FileCard({ file }: { file: AnyFile }) {
  const saving = useSaving(file.file_id);
  const obstacle = obstacleOf(file);
  const Kind = KINDS.find(([type]) => type.test(file.content_type ?? ""))?.[1] ?? File;
  const Icon = obstacle ? (WAITING.includes(obstacle) ? Hourglass : FileX) : Kind;
  const facts = [kindOf(file), file.size ? size(file.size) : undefined].filter(Boolean).join(" · ");
  const trouble = obstacle
    ? t(`conversation.file.${obstacle}`, { reason: file.failure ? reasonText(file.failure) : "" })
    : saving.isError && words(saving.error);
  const shown = (
    <>
      <span className={css.fileIcon} data-bad={(obstacle && !WAITING.includes(obstacle)) || undefined}>
        <Icon size={20} />
      </span>
      <span className={css.fileText}>
        <bdi className={css.fileName}>{file.name ?? t("conversation.file")}</bdi>
        {facts && <span className={css.facts}>{facts}</span>}
        {trouble && <span className={css.facts}>{trouble}</span>}
      </span>
    </>
  );
  return obstacle ? (
    <Card>{shown}</Card>
  ) : (
    <UnstyledButton className={css.card} onClick={() => saving.mutate()} title={t("conversation.file.open")}>
      {shown}
    </UnstyledButton>
  );
}

/** `PDF`, `ZIP`: the end of the name, else of the type. */
function kindOf({ name = "", content_type = "" }: AnyFile): string {
  const ending = /\.(\w{1,8})$/.exec(name)?.[1] ?? content_type.split("/")[1]?.replace(/^x-/, "") ?? "";
  return ending.length <= 8 ? ending.toUpperCase() : "";
}

export const Card = ({ children }: { children: ReactNode }) => <div className={css.card}>{children}</div>;
