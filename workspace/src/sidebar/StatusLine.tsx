import { Menu, UnstyledButton } from "@mantine/core";
import ChevronDown from "lucide-react/icons/chevron-down";
import type { Ticket } from "../api/queries/tickets.ts";
import { t } from "../shared/texts/index.ts";
import { StatusItems } from "../work/StatusItems.tsx";
import { StatusMark } from "../work/StatusMark.tsx";
import { useMayOverride, usePlace } from "../work/useRules.ts";
import { useShown } from "../work/useShown.ts";
import { Line } from "./Line.tsx";
import { useField } from "./useField.ts";
import css from "./work.module.css";

/** The status in its pipeline, and where the ticket may go from it. */
export function StatusLine({ ticket }: { ticket: Ticket }) {
  const { work, change, wanted } = useField(ticket, "status_id");
  const place = usePlace(ticket);
  const mayOverride = useMayOverride();
  const shown = useShown();
  const name = place?.current?.name ?? t(`tickets.filter.status.${ticket.status}`);
  return (
    <Line label={t("sidebar.status")} work={work} wanted={shown.value("status_id", wanted)}>
      <Menu position="bottom-end" shadow="md" width={240} returnFocus withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <UnstyledButton className={css.value} disabled={!place} aria-label={`${t("sidebar.status")}, ${name}`}>
            <StatusMark category={ticket.status_category} name={name} />
            <ChevronDown size={14} className={css.hint} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown className={css.choices}>
          {place && (
            <StatusItems
              current={place.current}
              allowed={place.allowed}
              refused={mayOverride ? place.refused : []}
              onChoose={({ id }) => change(id)}
            />
          )}
        </Menu.Dropdown>
      </Menu>
    </Line>
  );
}
