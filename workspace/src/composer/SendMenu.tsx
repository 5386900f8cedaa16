import { Button, Kbd, Menu } from "@mantine/core";
import ChevronUp from "lucide-react/icons/chevron-up";
import { useState, type RefObject } from "react";
import type { PipelineStatus } from "../api/queries/pipelines.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { useSession } from "../session/context.ts";
import { caps, useKey } from "../shared/keys/index.ts";
import { useStore } from "../shared/store.ts";
import { t } from "../shared/texts/index.ts";
import { StatusMark } from "../work/StatusMark.tsx";
import { usePlace } from "../work/useRules.ts";
import { placeOf, preferred, sentInto } from "./sentInto.ts";
import css from "./writing.module.css";

type Props = {
  ticket: Ticket;
  disabled: boolean;
  within: RefObject<Element | null>;
  onSend(status: PipelineStatus): void;
};

/** The reply and the next status in one step. The status that was chosen last comes first, and has a key. */
export function SendMenu({ ticket, disabled, within, onSend }: Props) {
  const me = useSession().person()?.id ?? "";
  const known = useStore(sentInto);
  const place = usePlace(ticket);
  const at = placeOf(me, ticket.pipeline_id);
  const [sent, setSent] = useState(false);
  const first = place && preferred(place.allowed, known[at], place.toggled);
  const go = (status: PipelineStatus) => {
    sentInto.set({ ...known, [at]: status.id });
    onSend(status);
  };
  useKey("send_as", () => first && go(first), !disabled, within);
  if (!place || !first) return null;
  const ordered = [first, ...place.allowed.filter(({ id }) => id !== first.id)];
  return (
    <Menu
      position="top-end"
      shadow="md"
      width={280}
      // After sending, the editor has the focus.
      returnFocus={!sent}
      onOpen={() => setSent(false)}
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          size="xs"
          className={css.sendMenu}
          disabled={disabled}
          aria-label={t("work.send.more")}
          title={t("work.send.more")}
        >
          <ChevronUp size={15} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={css.sendWays} aria-label={t("work.send.into")}>
        <Menu.Label>{t("work.send.into")}</Menu.Label>
        {ordered.map((status) => (
          <Menu.Item
            key={status.id}
            rightSection={status === first && <Kbd size="xs">{caps("send_as").join(" ")}</Kbd>}
            onClick={() => {
              setSent(true);
              go(status);
            }}
          >
            <StatusMark category={status.category} name={status.name} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
