import type { Editor } from "@tiptap/core";
import ImagePlus from "lucide-react/icons/image-plus";
import { useState } from "react";
import { t } from "../shared/texts/index.ts";
import { AddressForm } from "./AddressForm.tsx";
import { pictureAddress } from "./addresses.ts";

/** A picture of the web within the text. One of this computer is attached. */
export function PictureTool({ editor }: { editor: Editor }) {
  const [opened, setOpened] = useState(false);
  return (
    <AddressForm
      label={t("composer.picture")}
      icon={<ImagePlus size={16} />}
      opened={opened}
      onOpen={(open) => {
        setOpened(open);
        if (!open) editor.view.focus();
      }}
      fields={() => [
        { name: "address", label: t("composer.picture.address"), placeholder: "https://", value: "" },
        { name: "alt", label: t("composer.picture.alt"), value: "" },
      ]}
      onDone={({ address = "", alt = "" }) => {
        const src = pictureAddress(address);
        if (!src) return t("composer.picture.invalid");
        editor
          .chain()
          .focus()
          .insertContent({ type: "image", attrs: { src, alt: alt.trim() } })
          .run();
        return undefined;
      }}
    />
  );
}
