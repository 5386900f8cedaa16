import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import MessageSquareOff from "lucide-react/icons/message-square-off";
import type { Account } from "../api/queries/channels.ts";
import { useAgents, useMe } from "../api/queries/people.ts";
import { Empty } from "../shared/Empty.tsx";
import { t } from "../shared/texts/index.ts";

/** `off`: would let one write first if it were switched on. `possible`: the catalogue has a channel that does. */
type Props = { off: Account | undefined; possible: boolean };

/** Nobody can write first: why, and what to do about it, or whom to ask. */
export function NoStart({ off, possible }: Props) {
  const me = useMe().data;
  const agents = useAgents();
  if (!me || agents.isPending) return null;
  const may = me.permissions.includes("channels.write");
  const names =
    agents.data?.flatMap(({ role_id, name }) => (role_id === "administrator" ? [name] : [])).slice(0, 3) ?? [];
  return (
    <Empty
      icon={<MessageSquareOff />}
      title={t(off ? "composer.start.off" : "composer.start.none")}
      hint={may ? adviceOf(off, possible) : requestOf(off, names.join(", "))}
    >
      {may && off && (
        <Button
          renderRoot={(props) => (
            <Link to="/channels/accounts/$accountId" params={{ accountId: off.id }} search={{}} {...props} />
          )}
        >
          {t("composer.start.off.go")}
        </Button>
      )}
      {may && !off && (
        <Button renderRoot={(props) => <Link to="/channels/catalogue" {...props} />}>
          {t(possible ? "composer.start.none.go" : "composer.start.none.catalogue")}
        </Button>
      )}
    </Empty>
  );
}

const adviceOf = (off: Account | undefined, possible: boolean): string =>
  off
    ? t("composer.start.off.hint", { name: off.name })
    : `${t("composer.start.none.hint")} ${t(possible ? "composer.start.none.connect" : "composer.start.none.app")}`;

const requestOf = (off: Account | undefined, names: string): string =>
  off
    ? t("composer.start.off.ask", { name: off.name, names })
    : `${t("composer.start.none.hint")} ${t("composer.start.none.ask", { names })}`;
