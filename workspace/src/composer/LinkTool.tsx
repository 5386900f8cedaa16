import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import Link from "lucide-react/icons/link";
import { useState } from "react";
import { useKey } from "../shared/keys/index.ts";
import { t } from "../shared/texts/index.ts";
import { AddressForm } from "./AddressForm.tsx";
import { chain } from "./styles.ts";
import { completed } from "./addresses.ts";

export function LinkTool({ editor }: { editor: Editor }) {
  const [opened, setOpened] = useState(false);
  const on = useEditorState({ editor, selector: ({ editor }) => editor.isActive("link") });
  useKey("link", () => setOpened(true));
  const close = () => {
    setOpened(false);
    editor.view.focus();
  };
  return (
    <AddressForm
      label={t("composer.link")}
      press="mod+shift+k"
      pressed={on}
      icon={<Link size={16} />}
      opened={opened}
      onOpen={(open) => (open ? setOpened(true) : close())}
      fields={() => fields(editor)}
      onDone={(values) => insert(editor, values)}
      onRemove={
        on
          ? () => {
              chain(editor).extendMarkRange("link").unsetLink().run();
              close();
            }
          : undefined
      }
    />
  );
}

/** The words are asked for only where none are chosen. */
function fields(editor: Editor) {
  const address = {
    name: "address",
    label: t("composer.link.address"),
    placeholder: "https://",
    value: String(editor.getAttributes("link")["href"] ?? ""),
  };
  if (editor.isActive("link") || !editor.state.selection.empty) return [address];
  return [address, { name: "words", label: t("composer.link.words"), value: "" }];
}

function insert(editor: Editor, { address = "", words }: Record<string, string>): string | undefined {
  const href = completed(address);
  if (!href) return t("composer.link.invalid");
  if (words === undefined) chain(editor).extendMarkRange("link").setLink({ href }).run();
  else
    chain(editor)
      .insertContent([
        { type: "text", text: words.trim() || address.trim(), marks: [{ type: "link", attrs: { href } }] },
        { type: "text", text: " " },
      ])
      .run();
  return undefined;
}
