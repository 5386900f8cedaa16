import { Button, Menu } from "@mantine/core";
import ChevronDown from "lucide-react/icons/chevron-down";
import type { PipelineStatus } from "../api/queries/pipelines.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { t } from "../shared/texts/index.ts";
import { StatusItems } from "../work/StatusItems.tsx";
import { StatusMark } from "../work/StatusMark.tsx";
import { useMayOverride, type usePlace } from "../work/useRules.ts";
import css from "./head.module.css";

type Props = { ticket: Ticket; place: ReturnType<typeof usePlace>; onMove(status: PipelineStatus): void };

/** Where the ticket is in its pipeline, and where it may go. It comes when that is known; nothing moves by it. */
export function StatusMenu({ ticket, place, onMove }: Props) {
  const mayOverride = useMayOverride();
  if (!place) return null;
  const name = place.current?.name ?? t(`tickets.filter.status.${ticket.status}`);
  return (
    <Menu
      position="bottom-end"
      shadow="md"
      width={240}
      returnFocus
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          className={css.where}
          aria-label={t("work.status.of", { status: name })}
          title={t("work.status.of", { status: name })}
          rightSection={<ChevronDown size={14} />}
        >
          <StatusMark category={ticket.status_category} name={name} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={css.owners}>
        <StatusItems
          current={place.current}
          allowed={place.allowed}
          refused={mayOverride ? place.refused : []}
          onChoose={onMove}
        />
      </Menu.Dropdown>
    </Menu>
  );
}
