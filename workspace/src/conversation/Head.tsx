import { ActionIcon, Button, Kbd } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import ArrowLeft from "lucide-react/icons/arrow-left";
import CircleCheck from "lucide-react/icons/circle-check";
import PanelRight from "lucide-react/icons/panel-right";
import RotateCcw from "lucide-react/icons/rotate-ccw";
import { listChannelAccounts } from "../api/queries/channels.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { AccountMark } from "../shared/ChannelMark.tsx";
import { caps, useKey } from "../shared/keys/index.ts";
import { panel, singleKeys } from "../shared/preferences.ts";
import { useStore } from "../shared/store.ts";
import { t } from "../shared/texts/index.ts";
import { PriorityMark } from "../work/PriorityMark.tsx";
import { useTicketChange } from "../work/useTicketChange.ts";
import css from "./head.module.css";
import { Others } from "./Others.tsx";
import { OwnerMenu } from "./OwnerMenu.tsx";
import { NotDone } from "./NotDone.tsx";
import { StatusMenu } from "./StatusMenu.tsx";
import { useStatus } from "./useTicketActions.ts";

/** Which ticket this is, who has it, and whether it is done. */
export function Head({ ticket }: { ticket: Ticket }) {
  const assign = useTicketChange(ticket);
  const { work, place, move, toggle } = useStatus(ticket);
  const shown = useStore(panel);
  const hints = useStore(singleKeys);
  const open = ticket.status === "open";
  // On a phone the list, and the page's first heading with it, is not there.
  const Heading = useMediaQuery("(max-width: 40em)") ? "h1" : "h2";
  useKey("close", () => !work.isPending && toggle());
  return (
    <header className={css.head}>
      <div className={css.line}>
        <ActionIcon
          className={css.back}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t("keys.list")}
          renderRoot={(props) => <Link to="/tickets" search={true} {...props} />}
        >
          <ArrowLeft size={20} />
        </ActionIcon>
        <div className={css.what}>
          <Heading className={css.subject} title={ticket.subject}>
            <bdi>{ticket.subject || t("conversation.title")}</bdi>
          </Heading>
          <From ticket={ticket} />
        </div>
        <Others ticketId={ticket.id} />
        <div className={css.actions}>
          <StatusMenu ticket={ticket} place={place} onMove={move} />
          <OwnerMenu ticket={ticket} onGive={assign.change} />
          <Button
            size="xs"
            variant={open ? "light" : "default"}
            className={css.status}
            loading={work.isPending}
            onClick={toggle}
            title={open ? t("conversation.close") : undefined}
            leftSection={open ? <CircleCheck size={16} /> : <RotateCcw size={16} />}
            rightSection={
              hints && (
                <Kbd size="xs" aria-hidden>
                  {caps("close")}
                </Kbd>
              )
            }
          >
            {open ? t("conversation.close.short") : t("conversation.open")}
          </Button>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t("keys.panel")}
            title={t("keys.panel")}
            aria-pressed={shown}
            onClick={() => panel.set(!shown)}
          >
            <PanelRight size={18} />
          </ActionIcon>
        </div>
      </div>
      <NotDone work={assign} />
      <NotDone work={work} />
    </header>
  );
}

function From({ ticket }: { ticket: Ticket }) {
  const { data: account } = useQuery({
    ...listChannelAccounts(),
    select: (all) => all.find((each) => each.id === ticket.account_id),
  });
  return (
    <p className={css.from}>
      {ticket.number !== null && <span>{t("tickets.number", { number: `${ticket.number}` })}</span>}
      <bdi>{ticket.contact_name}</bdi>
      {account && (
        <>
          <AccountMark account={account} size={14} />
          <bdi>{account.name}</bdi>
        </>
      )}
      {ticket.priority && <PriorityMark priority={ticket.priority} />}
    </p>
  );
}
