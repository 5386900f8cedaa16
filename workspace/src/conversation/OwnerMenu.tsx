import { Kbd, Menu } from "@mantine/core";
import Check from "lucide-react/icons/check";
import UserRoundX from "lucide-react/icons/user-round-x";
import { useActiveAgents } from "../api/queries/people.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { announce } from "../shared/announce.ts";
import { Face } from "../shared/Face.tsx";
import { caps, useKey } from "../shared/keys/index.ts";
import { t } from "../shared/texts/index.ts";
import css from "./head.module.css";
import { HeadMenu } from "./HeadMenu.tsx";
import { useNames } from "./useNames.ts";

type Props = { ticket: Ticket; onGive(owner: string | null): void };

/** Who has the ticket: I, somebody, nobody. */
export function OwnerMenu({ ticket, onGive }: Props) {
  const { agent, me } = useNames();
  const { data: agents = [] } = useActiveAgents();
  const owner = ticket.owner_id;
  const name = owner === null ? t("conversation.owner.none") : agent(owner);
  const give = (to: string | null) => {
    if (to !== owner) onGive(to);
    announce(to === null ? t("conversation.owner.none") : t("conversation.owner", { name: agent(to) }));
  };
  useKey("assign", () => me !== undefined && give(me));
  const others = agents.filter((each) => each.id !== me);
  return (
    <HeadMenu
      label={t("conversation.owner", { name })}
      className={css.owner}
      icon={owner === null ? <UserRoundX size={16} /> : <Face name={faceOf(owner, agents)} size={20} />}
      shown={<bdi>{name}</bdi>}
    >
      {me !== undefined && (
        <Menu.Item
          leftSection={<Face name={faceOf(me, agents)} size={22} />}
          rightSection={owner === me ? <Check size={15} /> : <Kbd size="xs">{caps("assign")}</Kbd>}
          onClick={() => give(me)}
        >
          {t("conversation.owner.me")}
        </Menu.Item>
      )}
      {others.map(({ id, name: shown }) => (
        <Menu.Item
          key={id}
          leftSection={<Face name={shown} size={22} />}
          rightSection={owner === id && <Check size={15} />}
          onClick={() => give(id)}
        >
          <bdi>{shown}</bdi>
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item
        leftSection={<UserRoundX size={18} />}
        rightSection={owner === null && <Check size={15} />}
        onClick={() => give(null)}
      >
        {t("conversation.owner.none")}
      </Menu.Item>
    </HeadMenu>
  );
}

const faceOf = (id: string, agents: readonly { id: string; name: string }[]): string =>
  agents.find((each) => each.id === id)?.name ?? "";
