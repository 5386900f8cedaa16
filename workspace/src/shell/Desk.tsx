import { useMediaQuery } from "@mantine/hooks";
import { Outlet, useParams } from "@tanstack/react-router";
import MessagesSquare from "lucide-react/icons/messages-square";
import { Empty } from "../shared/Empty.tsx";
import { order } from "../shared/order.ts";
import { useStore } from "../shared/store.ts";
import { t } from "../shared/texts/index.ts";
import { FirstSteps } from "../tickets/FirstSteps.tsx";
import { TicketList } from "../tickets/TicketList.tsx";
import { useIsNew } from "../tickets/useIsNew.ts";
import css from "./desk.module.css";
import { usePreloadedTicket } from "./TicketScreen.tsx";

/** The list, and beside it the ticket. A phone shows one of the two. */
export function Desk() {
  usePreloadedTicket();
  const { ticketId } = useParams({ strict: false });
  const open = ticketId !== undefined;
  const phone = useMediaQuery("(max-width: 40em)");
  return (
    <div className={css.desk} data-open={open || undefined}>
      <div className={css.around} role={phone && !open ? "main" : undefined}>
        <TicketList className={css.list} />
      </div>
      <Outlet />
    </div>
  );
}

export function NothingChosen() {
  const isNew = useIsNew();
  const some = useStore(order).length > 0;
  return (
    <main className={css.nothing}>
      {isNew && <FirstSteps />}
      {some && (
        <Empty icon={<MessagesSquare />} title={t("tickets.list.choose")} hint={t("tickets.list.choose.hint")} />
      )}
    </main>
  );
}
