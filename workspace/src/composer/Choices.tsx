import "@mantine/core/styles/Checkbox.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Input.layer.css";
import { Button, Checkbox, TextInput } from "@mantine/core";
import Plus from "lucide-react/icons/plus";
import X from "lucide-react/icons/x";
import { t } from "../shared/texts/index.ts";
import { isLink } from "./addresses.ts";
import css from "./panels.module.css";
import type { Choice } from "./draft.ts";
import type { Sheet } from "./sheet.ts";
import { Tool } from "./Tool.tsx";
import { useDraft } from "./useDraft.ts";

const MOST = 100;
const LONGEST = 4096;
export const newChoice = (): Choice => ({ key: crypto.randomUUID(), label: "", link: "" });

/** Answers from which the customer chooses with one touch. */
export function Choices({ sheet }: { sheet: Sheet }) {
  const choices = useDraft(sheet, (draft) => draft.choices);
  const free = useDraft(sheet, (draft) => draft.free);
  const several = useDraft(sheet, (draft) => draft.several);
  if (choices.length === 0) return null;
  const set = (key: string, part: Partial<Choice>) =>
    sheet.change({ choices: choices.map((each) => (each.key === key ? { ...each, ...part } : each)) });
  return (
    <fieldset className={css.panel}>
      <legend className={css.title}>{t("composer.choices")}</legend>
      {choices.map(({ key, label, link }, at) => (
        <div key={key} className={css.row}>
          <TextInput
            size="xs"
            className={css.wide}
            aria-label={t("composer.choice", { n: at + 1 })}
            placeholder={t("composer.choice.label")}
            maxLength={LONGEST}
            value={label}
            autoFocus={at === choices.length - 1 && label === ""}
            onChange={({ target }) => set(key, { label: target.value })}
          />
          <TextInput
            size="xs"
            className={css.wide}
            aria-label={t("composer.choice.link", { n: at + 1 })}
            placeholder={t("composer.choice.link.hint")}
            maxLength={LONGEST}
            value={link}
            error={link.trim() && !isLink(link) ? t("composer.choice.link.invalid") : undefined}
            onChange={({ target }) => set(key, { link: target.value })}
          />
          <Tool
            label={t("composer.choice.remove", { n: at + 1 })}
            onClick={() => sheet.change({ choices: choices.filter((each) => each.key !== key) })}
          >
            <X size={15} />
          </Tool>
        </div>
      ))}
      <div className={css.row} data-last>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<Plus size={14} />}
          disabled={choices.length >= MOST}
          onClick={() => sheet.change({ choices: [...choices, newChoice()] })}
        >
          {t("composer.choice.add")}
        </Button>
        <Checkbox
          size="xs"
          label={t("composer.choices.free")}
          checked={free}
          onChange={({ target }) => sheet.change({ free: target.checked })}
        />
        <Checkbox
          size="xs"
          label={t("composer.choices.several")}
          checked={several}
          onChange={({ target }) => sheet.change({ several: target.checked })}
        />
      </div>
    </fieldset>
  );
}
