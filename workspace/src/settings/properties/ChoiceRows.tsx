import { ActionIcon, Button, TextInput } from "@mantine/core";
import Plus from "lucide-react/icons/plus";
import X from "lucide-react/icons/x";
import css from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import { Handle } from "../rows/Handle.tsx";
import rows from "../rows/rows.module.css";
import { useRows } from "../rows/useRows.ts";
import own from "./choices.module.css";
import { newChoice, valuesOf, type ChoiceForm } from "./form.ts";
import type { PartProps } from "./Naming.tsx";

const MOST = 200;

/** In the order in which they are offered. One that tickets may have is retired, not removed. */
export function ChoiceRows({ form: { choices }, problem, tried, onChange }: PartProps) {
  const { list, move, insert } = useRows(
    choices,
    ({ id }) => id,
    (next) => onChange({ choices: next }),
  );
  const values = valuesOf(choices);
  const put = (at: number, part: Partial<ChoiceForm>) =>
    onChange({ choices: choices.map((each, place) => (place === at ? { ...each, ...part } : each)) });
  const said = (at: number, label: string) =>
    tried && !label.trim()
      ? t("settings.missing")
      : (problem?.at(`choices[${at}].label`) ?? problem?.at(`choices[${at}].value`));
  return (
    <section className={css.section}>
      <h2 className={css.heading}>{t("properties.choices")}</h2>
      <Hint>{t("properties.choices.hint")}</Hint>
      <ol ref={list} className={rows.rows}>
        {choices.map((choice, at) => {
          const name = choice.label.trim() || t("properties.choice.nameless", { n: at + 1 });
          return (
            <li key={choice.id} className={own.choice} data-retired={choice.retired || undefined}>
              <Handle id={choice.id} name={name} at={at} count={choices.length} onMove={move} />
              <TextInput
                aria-label={t("properties.choice", { n: at + 1 })}
                maxLength={100}
                data-first={choice.id}
                value={choice.label}
                error={said(at, choice.label)}
                onChange={(event) => put(at, { label: event.currentTarget.value })}
              />
              <code className={own.value}>{choice.label.trim() && values[at]}</code>
              {choice.fixed ? (
                <Button
                  className={own.retire}
                  variant="subtle"
                  size="xs"
                  mih={36}
                  color="gray"
                  aria-label={t(choice.retired ? "properties.choice.offer.what" : "properties.choice.retire.what", {
                    name,
                  })}
                  onClick={() => put(at, { retired: !choice.retired })}
                >
                  {t(choice.retired ? "properties.choice.offer" : "properties.choice.retire")}
                </Button>
              ) : (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  aria-label={t("properties.choice.remove", { name })}
                  onClick={() => onChange({ choices: choices.filter((_, place) => place !== at) })}
                >
                  <X size={16} />
                </ActionIcon>
              )}
            </li>
          );
        })}
      </ol>
      {problem?.at("choices") && (
        <p role="alert" className={rows.error}>
          {problem.at("choices")}
        </p>
      )}
      <Button
        variant="default"
        size="xs"
        leftSection={<Plus size={14} />}
        disabled={choices.length >= MOST}
        onClick={() => insert(newChoice(crypto.randomUUID()))}
      >
        {t("properties.choice.add")}
      </Button>
    </section>
  );
}
