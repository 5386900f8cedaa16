import type { Ticket } from "../api/queries/tickets.ts";
import { order } from "../shared/order.ts";
import { t } from "../shared/texts/index.ts";
import css from "./choosebox.module.css";
import { chooseTicket, chooseTo } from "./selection.ts";

type Props = { ticket: Ticket; chosen: boolean; choosing: boolean };

/** In the place of the face: by a click, a range with Shift, or the key of the row. With Tab only while one chooses. */
export function ChooseBox({ ticket, chosen, choosing }: Props) {
  return (
    <label className={css.box} data-choosing={choosing || undefined}>
      <input
        type="checkbox"
        checked={chosen}
        tabIndex={choosing ? 0 : -1}
        aria-label={t("tickets.choose.one", { name: ticket.contact_name, subject: ticket.subject })}
        onChange={({ nativeEvent }) =>
          nativeEvent instanceof MouseEvent && nativeEvent.shiftKey
            ? chooseTo(ticket.id, order.get())
            : chooseTicket(ticket.id)
        }
      />
    </label>
  );
}
