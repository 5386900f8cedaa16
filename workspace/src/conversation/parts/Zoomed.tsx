import { Modal, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { t } from "../../shared/texts/index.ts";
import type { AnyFile } from "./files.ts";
import css from "./parts.module.css";
import { SaveButton } from "./SaveButton.tsx";

type Props = { url: string; file: AnyFile; onClose(): void };

/** Over the page: as large as it fits, and by a click as large as it is. */
export default function Zoomed({ url, file, onClose }: Props) {
  const [full, setFull] = useState(false);
  const name = file.name ?? "";
  return (
    <Modal
      opened
      onClose={onClose}
      returnFocus={false}
      fullScreen
      title={<bdi>{name}</bdi>}
      closeButtonProps={{ "aria-label": t("shell.close") }}
      classNames={{ body: css.zoom, content: css.zoomContent }}
    >
      <div className={css.zoomScroll} tabIndex={0} role="group" aria-label={name}>
        <UnstyledButton
          onClick={() => setFull(!full)}
          data-full={full || undefined}
          className={css.zoomed}
          aria-label={full ? t("conversation.picture.fit") : t("conversation.picture.full")}
        >
          <img src={url} alt={name} />
        </UnstyledButton>
      </div>
      <SaveButton file={file} />
    </Modal>
  );
}
