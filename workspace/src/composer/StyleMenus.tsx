import { Menu } from "@mantine/core";
import type { Editor } from "@tiptap/core";
import ALargeSmall from "lucide-react/icons/a-large-small";
import Highlighter from "lucide-react/icons/highlighter";
import Palette from "lucide-react/icons/palette";
import AlignStart from "lucide-react/icons/text-align-start";
import AlignCenter from "lucide-react/icons/text-align-center";
import AlignEnd from "lucide-react/icons/text-align-end";
import type { ReactNode } from "react";
import { t } from "../shared/texts/index.ts";
import type { Carried } from "./carried.ts";
import { ALIGNMENTS, VALUES } from "./extensions.ts";
import { chain } from "./styles.ts";
import { Tool } from "./Tool.tsx";
import css from "./tools.module.css";

const MENUS = [
  { name: "color", kind: "TEXT_COLOR", icon: Palette },
  { name: "background", kind: "BACKGROUND_COLOR", icon: Highlighter },
  { name: "size", kind: "FONT_SIZE", icon: ALargeSmall },
] as const;
const ALIGNED = { start: AlignStart, center: AlignCenter, end: AlignEnd };

/** Styles with a choice. */
export function StyleMenus({ editor, carried }: { editor: Editor; carried: Carried }) {
  return (
    <>
      {MENUS.filter(({ kind }) => carried.rich_text.includes(kind)).map(({ name, icon: Icon }) => (
        <Choices key={name} label={t(`composer.style.${name}`)} icon={<Icon size={16} />}>
          <Menu.Item onClick={() => chain(editor).unsetMark(name).run()}>{t("composer.style.none")}</Menu.Item>
          {Object.entries(VALUES[name]!).map(([value, style]) => (
            <Menu.Item key={value} onClick={() => chain(editor).setMark(name, { value: style }).run()}>
              <span
                className={css.sample}
                style={{ [name === "background" ? "backgroundColor" : name === "size" ? "fontSize" : "color"]: style }}
              >
                {t(`composer.value.${value}` as "composer.value.red")}
              </span>
            </Menu.Item>
          ))}
        </Choices>
      ))}
      {carried.rich_text.includes("TEXT_ALIGNMENT") && (
        <Choices label={t("composer.style.align")} icon={<AlignStart size={16} />}>
          {ALIGNMENTS.map((align) => {
            const Icon = ALIGNED[align];
            return (
              <Menu.Item
                key={align}
                leftSection={<Icon size={16} />}
                onClick={() =>
                  chain(editor)
                    .updateAttributes("paragraph", { align: align === "start" ? null : align })
                    .run()
                }
              >
                {t(`composer.align.${align}`)}
              </Menu.Item>
            );
          })}
        </Choices>
      )}
    </>
  );
}

function Choices({ label, icon, children }: { label: string; icon: ReactNode; children: ReactNode }) {
  return (
    <Menu position="top-start" shadow="md" returnFocus={false}>
      <Menu.Target>
        <Tool label={label}>{icon}</Tool>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
