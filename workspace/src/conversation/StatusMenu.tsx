import type { PipelineStatus } from "../api/queries/pipelines.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { t } from "../shared/texts/index.ts";
import { StatusItems } from "../work/StatusItems.tsx";
import { StatusMark } from "../work/StatusMark.tsx";
import { useMayOverride, type usePlace } from "../work/useRules.ts";
import css from "./head.module.css";
import { HeadMenu } from "./HeadMenu.tsx";

type Props = { ticket: Ticket; place: ReturnType<typeof usePlace>; onMove(status: PipelineStatus): void };

/** Where the ticket is in its pipeline, and where it may go. It comes when that is known; nothing moves by it. */
export function StatusMenu({ ticket, place, onMove }: Props) {
  const mayOverride = useMayOverride();
  if (!place) return null;
  const name = place.current?.name ?? t(`tickets.filter.status.${ticket.status}`);
  return (
    <HeadMenu
      label={t("work.status.of", { status: name })}
      className={css.where}
      shown={<StatusMark category={ticket.status_category} name={name} />}
    >
      <StatusItems
        current={place.current}
        allowed={place.allowed}
        refused={mayOverride ? place.refused : []}
        onChoose={onMove}
      />
    </HeadMenu>
  );
}
