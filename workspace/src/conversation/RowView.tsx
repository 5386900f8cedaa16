import { memo } from "react";
import { day } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import { Bubble } from "./Bubble.tsx";
import { EventLine } from "./EventLine.tsx";
import { LooseChange } from "./LooseChange.tsx";
import { NoteBubble } from "./NoteBubble.tsx";
import { OutgoingBubble } from "./OutgoingBubble.tsx";
import css from "./lines.module.css";
import type { Row } from "./rows.ts";

type Props = { row: Row; marked: boolean; onJump(id: string): void };

export const RowView = memo(function RowView({ row, marked, onJump }: Props) {
  switch (row.kind) {
    case "day":
      return (
        <div className={css.day}>
          <time dateTime={row.at}>{day(row.at)}</time>
        </div>
      );
    case "new":
      return <div className={css.new}>{t("conversation.new")}</div>;
    case "event":
      return <EventLine event={row.event} />;
    case "note":
      return <NoteBubble note={row.note} />;
    case "change":
      return <LooseChange message={row.message} />;
    case "outgoing":
      return <OutgoingBubble reply={row.reply} />;
    case "message":
      return <Bubble row={row} marked={marked} onJump={onJump} />;
  }
});
