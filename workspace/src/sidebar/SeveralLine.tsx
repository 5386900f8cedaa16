import { Menu, UnstyledButton } from "@mantine/core";
import ChevronDown from "lucide-react/icons/chevron-down";
import { useState } from "react";
import { choiceLabel } from "../api/property.ts";
import type { TicketProperty } from "../api/queries/properties.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { t } from "../shared/texts/index.ts";
import { Line, Shown } from "./Line.tsx";
import { useField } from "./useField.ts";
import css from "./work.module.css";

type Props = { ticket: Ticket; property: TicketProperty; missing: boolean };

/** Any number of several: a menu that stays open, and saves when it is closed. */
export function SeveralLine({ ticket, property, missing }: Props) {
  const { value, work, change, wanted } = useField(ticket, property.name);
  const kept = Array.isArray(value) ? value : [];
  const [picked, setPicked] = useState<readonly string[]>();
  const [since, setSince] = useState(ticket.version);
  const chosen = picked ?? kept;
  const said = (values: readonly string[]) => values.map((each) => choiceLabel(property, each)).join(", ");
  const shown = said(kept) || t("sidebar.empty");
  const offered = property.choices.filter((each) => !each.retired || kept.includes(each.value));
  const toggle = (which: string) =>
    setPicked(chosen.includes(which) ? chosen.filter((each) => each !== which) : [...chosen, which]);
  const opened = (open: boolean) => {
    if (open) return setSince(ticket.version);
    const ordered = offered.map((each) => each.value).filter((each) => chosen.includes(each));
    if (ordered.join() !== kept.join()) change(ordered.length > 0 ? ordered : null, { since });
    setPicked(undefined);
  };
  return (
    <Line
      label={property.label}
      work={work}
      wanted={Array.isArray(wanted) ? said(wanted as string[]) : t("sidebar.empty")}
    >
      <Menu
        position="bottom-end"
        shadow="md"
        width={220}
        returnFocus
        withInitialFocusPlaceholder={false}
        onChange={opened}
      >
        <Menu.Target>
          <UnstyledButton
            className={css.value}
            data-empty={kept.length === 0 || undefined}
            aria-label={`${property.label}, ${said(kept) || t(missing ? "sidebar.missing" : "sidebar.none")}`}
          >
            <Shown value={shown} missing={missing} />
            <ChevronDown size={14} className={css.hint} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown className={css.choices}>
          {offered.map((each) => (
            <Menu.CheckboxItem
              key={each.value}
              checked={chosen.includes(each.value)}
              onChange={() => toggle(each.value)}
            >
              <bdi>{each.label}</bdi>
            </Menu.CheckboxItem>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Line>
  );
}
