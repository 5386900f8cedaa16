import "@mantine/core/styles/Input.layer.css";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import X from "lucide-react/icons/x";
import { useState } from "react";
import { t } from "../shared/texts/index.ts";
import type { Carried, Recipient } from "./carried.ts";
import { identifierProblem } from "./identifiers.ts";
import css from "./panels.module.css";
import type { Sheet } from "./sheet.ts";
import { Tool } from "./Tool.tsx";
import { useDraft } from "./useDraft.ts";

type Props = { sheet: Sheet; types: Carried["recipients"]["identifier_types"]; onClose(): void };

/** Who gets the message beside the customer. */
export function Recipients({ sheet, types, onClose }: Props) {
  const recipients = useDraft(sheet, (draft) => draft.recipients);
  const [type, setType] = useState(types[0] ?? "CHANNEL_SPECIFIC_OPAQUE_ID");
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string>();
  const add = () => {
    const found = identifierProblem(type, value);
    setProblem(found);
    if (found) return;
    const added = { type, value: value.trim() };
    sheet.change({ recipients: [...recipients.filter((each) => !same(each, added)), added] });
    setValue("");
  };
  return (
    <fieldset className={css.panel}>
      <legend className={css.title}>{t("composer.recipients")}</legend>
      {recipients.length > 0 && (
        <ul className={css.chips}>
          {recipients.map((each) => (
            <li key={`${each.type} ${each.value}`} className={css.chip}>
              <bdi>{each.value}</bdi>
              <Tool
                label={t("composer.recipient.remove", { name: each.value })}
                onClick={() => sheet.change({ recipients: recipients.filter((other) => other !== each) })}
              >
                <X size={14} />
              </Tool>
            </li>
          ))}
        </ul>
      )}
      <div className={css.row}>
        {types.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t("composer.recipient.type")}
            value={type}
            data={types.map((each) => ({ value: each, label: t(`composer.identifier.${each}`) }))}
            onChange={({ target }) => setType(target.value as Recipient["type"])}
          />
        )}
        <TextInput
          size="xs"
          className={css.wide}
          aria-label={t(`composer.identifier.${type}`)}
          placeholder={t(`composer.identifier.${type}`)}
          value={value}
          error={problem}
          autoFocus
          maxLength={512}
          onChange={({ target }) => setValue(target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            add();
          }}
        />
        <Button size="xs" variant="default" onClick={add}>
          {t("composer.recipient.add")}
        </Button>
        <Tool label={t("composer.recipients.close")} onClick={onClose}>
          <X size={15} />
        </Tool>
      </div>
    </fieldset>
  );
}

const same = (one: Recipient, other: Recipient): boolean => one.type === other.type && one.value === other.value;
