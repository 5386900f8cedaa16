import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import type { ReactNode } from "react";
import { t } from "../shared/texts/index.ts";
import type { Carried } from "./carried.ts";
import { LinkTool } from "./LinkTool.tsx";
import { PictureTool } from "./PictureTool.tsx";
import { StyleMenus } from "./StyleMenus.tsx";
import { STYLES } from "./styles.ts";
import { Tool } from "./Tool.tsx";
import css from "./tools.module.css";

type Props = { editor: Editor; carried: Carried; children: ReactNode };

/** What this channel carries, and nothing else. */
export function Tools({ editor, carried, children }: Props) {
  const has = (kind: Carried["rich_text"][number]) => carried.rich_text.includes(kind);
  const styles = STYLES.filter(({ kind }) => has(kind));
  const on = useEditorState({
    editor,
    selector: ({ editor }) => styles.filter(({ name }) => editor.isActive(name)).map(({ name }) => name as string),
  });
  return (
    <div className={css.tools}>
      <div className={css.group} role="group" aria-label={t("composer.tools")}>
        {styles.map(({ name, icon: Icon, press, run }) => (
          <Tool
            key={name}
            label={t(`composer.style.${name}`)}
            press={press}
            pressed={on.includes(name)}
            onClick={() => run(editor)}
          >
            <Icon size={16} />
          </Tool>
        ))}
        <StyleMenus editor={editor} carried={carried} />
        {has("HYPERLINK") && <LinkTool editor={editor} />}
        {carried.inline_images && <PictureTool editor={editor} />}
      </div>
      {children}
    </div>
  );
}
