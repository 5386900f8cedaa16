import { ActionIcon, NativeSelect, TextInput, UnstyledButton } from "@mantine/core";
import ChevronDown from "lucide-react/icons/chevron-down";
import X from "lucide-react/icons/x";
import { useId, useState } from "react";
import type { Problem } from "../../api/problems.ts";
import type { TicketProperty } from "../../api/queries/properties.ts";
import { t } from "../../shared/texts/index.ts";
import { Handle } from "../rows/Handle.tsx";
import { CATEGORIES, type StatusForm } from "./form.ts";
import css from "./pipelines.module.css";
import { StatusRules } from "./StatusRules.tsx";
import { summary } from "./summary.ts";

export type StatusProps = {
  status: StatusForm;
  at: number;
  statuses: readonly StatusForm[];
  properties: readonly TicketProperty[];
  problem: Problem | undefined;
  tried: boolean;
  /** It is there already: its category is for ever. */
  fixed: boolean;
  onChange(status: StatusForm): void;
  onMove(from: number, to: number, name: string): void;
  onRemove(): void;
};

export function StatusRow(props: StatusProps) {
  const { status, at, statuses, properties, problem, tried, fixed, onChange, onMove, onRemove } = props;
  const [open, setOpen] = useState(false);
  const rules = useId();
  const wrong = problem?.errors.some(({ field }) => RULES.some((each) => field.startsWith(`statuses[${at}].${each}`)));
  const named = status.name.trim() || t("pipelines.status.nameless", { n: at + 1 });
  const unnamed = tried && !status.name.trim() ? t("settings.missing") : undefined;
  const refused = problem?.at(`statuses[${at}].category`);
  const shown = open || wrong === true;
  return (
    <li className={css.status} data-category={status.category}>
      <div className={css.line}>
        <Handle id={status.id} name={named} at={at} count={statuses.length} onMove={onMove} />
        <TextInput
          className={css.name}
          aria-label={t("pipelines.status.name", { n: at + 1 })}
          placeholder={t("pipelines.status.example")}
          maxLength={100}
          data-first={status.id}
          value={status.name}
          error={unnamed ?? problem?.at(`statuses[${at}].name`)}
          onChange={(event) => onChange({ ...status, name: event.currentTarget.value })}
        />
        {fixed && !refused ? (
          <span className={css.fixed} title={t("pipelines.status.category.fixed")}>
            {t(`pipelines.category.${status.category}`)}
          </span>
        ) : (
          <NativeSelect
            className={css.category}
            aria-label={t("pipelines.status.category", { name: named })}
            data={CATEGORIES.map((value) => ({ value, label: t(`pipelines.category.${value}`) }))}
            value={status.category}
            error={refused}
            onChange={(event) =>
              onChange({ ...status, category: CATEGORIES.find((each) => each === event.currentTarget.value)! })
            }
          />
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          disabled={statuses.length < 2}
          aria-label={t("pipelines.status.remove", { name: named })}
          onClick={onRemove}
        >
          <X size={16} />
        </ActionIcon>
      </div>
      <UnstyledButton
        className={css.more}
        aria-expanded={shown}
        aria-controls={shown ? rules : undefined}
        aria-label={`${named}: ${summary(status, statuses, properties)}`}
        onClick={() => setOpen(!shown)}
      >
        <ChevronDown size={14} /> {summary(status, statuses, properties)}
      </UnstyledButton>
      {shown && <StatusRules id={rules} {...props} />}
    </li>
  );
}

const RULES = ["required_properties", "next_status_ids", "who"];
