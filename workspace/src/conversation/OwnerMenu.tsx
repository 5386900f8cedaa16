import { Kbd, Menu } from "@mantine/core";
import Check from "lucide-react/icons/check";
import UserRoundX from "lucide-react/icons/user-round-x";
import UsersRound from "lucide-react/icons/users-round";
import { useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "../api/client.ts";
import { listUsers, useActiveAgents } from "../api/queries/people.ts";
import { useTeams, type Team } from "../api/queries/teams.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { announce } from "../shared/announce.ts";
import { Face } from "../shared/Face.tsx";
import { caps, useKey } from "../shared/keys/index.ts";
import { t } from "../shared/texts/index.ts";
import { Workload } from "../work/people/Workload.tsx";
import css from "./head.module.css";
import { HeadMenu } from "./HeadMenu.tsx";
import { useNames } from "./useNames.ts";

/** Whom one gives a ticket is decided by what they have now. */
const FRESH = 10_000;

type Given = Pick<Schemas["TicketPatchIn"], "owner_id" | "team_id">;
type Props = { ticket: Ticket; onGive(given: Given): void };

/** Who has the ticket: I, somebody, a team, nobody. */
export function OwnerMenu({ ticket, onGive }: Props) {
  const { agent, me } = useNames();
  const { data: agents = [] } = useActiveAgents();
  const { data: teams = [] } = useTeams();
  const client = useQueryClient();
  const owner = ticket.owner_id;
  const queue = owner === null ? ticket.team_id : null;
  const name = owner !== null ? agent(owner) : queue === null ? t("conversation.owner.none") : teamOf(queue, teams);
  const give = (to: string) => {
    if (to !== owner) onGive({ owner_id: to });
    announce(t("conversation.owner", { name: agent(to) }));
  };
  /** To the queue of a team, or to nobody: then it leaves that of its team, too. */
  const queued = (team: Team | null) => {
    const team_id = team?.id ?? null;
    if (owner !== null || queue !== team_id) onGive({ owner_id: null, team_id });
    announce(team === null ? t("conversation.owner.none") : t("conversation.owner.team", { name: team.name }));
  };
  useKey("assign", () => me !== undefined && give(me));
  const others = agents.filter((each) => each.id !== me);
  return (
    <HeadMenu
      label={t("conversation.owner", { name })}
      className={css.owner}
      icon={iconOf(owner === null ? undefined : faceOf(owner, agents), queue)}
      shown={<bdi>{name}</bdi>}
      onOpen={() => void client.prefetchQuery({ ...listUsers(), staleTime: FRESH })}
    >
      {me !== undefined && (
        <Menu.Item
          leftSection={<Face name={faceOf(me, agents)} size={22} />}
          rightSection={owner === me ? <Check size={15} /> : <Kbd size="xs">{caps("assign")}</Kbd>}
          onClick={() => give(me)}
        >
          {t("conversation.owner.me")}
          <Workload user={agents.find(({ id }) => id === me)} />
        </Menu.Item>
      )}
      {others.map((user) => (
        <Menu.Item
          key={user.id}
          leftSection={<Face name={user.name} size={22} />}
          rightSection={owner === user.id && <Check size={15} />}
          onClick={() => give(user.id)}
        >
          <bdi>{user.name}</bdi>
          <Workload user={user} />
        </Menu.Item>
      ))}
      {teams.length > 0 && <Menu.Label>{t("conversation.owner.teams")}</Menu.Label>}
      {teams.map((team) => (
        <Menu.Item
          key={team.id}
          leftSection={<UsersRound size={18} />}
          rightSection={queue === team.id && <Check size={15} />}
          onClick={() => queued(team)}
        >
          <bdi>{team.name}</bdi>
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item
        leftSection={<UserRoundX size={18} />}
        rightSection={owner === null && queue === null && <Check size={15} />}
        onClick={() => queued(null)}
      >
        {t("conversation.owner.none")}
      </Menu.Item>
    </HeadMenu>
  );
}

const faceOf = (id: string, agents: readonly { id: string; name: string }[]): string =>
  agents.find((each) => each.id === id)?.name ?? "";

const teamOf = (id: string, teams: readonly Team[]): string =>
  teams.find((each) => each.id === id)?.name ?? t("conversation.owner.some_team");

function iconOf(face: string | undefined, queue: string | null) {
  if (face !== undefined) return <Face name={face} size={20} />;
  return queue === null ? <UserRoundX size={16} /> : <UsersRound size={16} />;
}
