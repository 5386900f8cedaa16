import { Menu, UnstyledButton } from "@mantine/core";
import Check from "lucide-react/icons/check";
import ChevronDown from "lucide-react/icons/chevron-down";
import type { ReactNode } from "react";
import type { Ticket } from "../api/queries/tickets.ts";
import { t } from "../shared/texts/index.ts";
import { Line, Shown } from "./Line.tsx";
import { useField } from "./useField.ts";
import css from "./work.module.css";

export type Choice = { value: string | boolean | null; label: string; mark?: ReactNode };

type Props = { ticket: Ticket; name: string; label: string; choices: readonly Choice[]; missing?: boolean };

/** One of several: a menu. */
export function ChooseLine({ ticket, name, label, choices, missing }: Props) {
  const { value, work, change, wanted } = useField(ticket, name);
  const labelOf = (which: unknown) => choices.find((each) => each.value === which)?.label;
  const chosen = choices.find((each) => each.value === value);
  const empty = value === null && !chosen?.mark;
  const shown = empty ? t("sidebar.empty") : (chosen?.label ?? String(value));
  const said = empty ? t(missing ? "sidebar.missing" : "sidebar.none") : shown;
  return (
    <Line label={label} work={work} wanted={labelOf(wanted) ?? ""}>
      <Menu position="bottom-end" shadow="md" width={220} returnFocus withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <UnstyledButton
            className={css.value}
            data-empty={value === null || undefined}
            aria-label={`${label}, ${said}`}
          >
            <Shown value={shown} missing={missing}>
              {chosen?.mark}
            </Shown>
            <ChevronDown size={14} className={css.hint} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown className={css.choices}>
          {choices.map((each) => (
            <Menu.Item
              key={String(each.value)}
              rightSection={each.value === value && <Check size={15} />}
              aria-current={each.value === value || undefined}
              onClick={() => each.value !== value && change(each.value)}
            >
              {each.mark ?? <bdi>{each.label}</bdi>}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Line>
  );
}
