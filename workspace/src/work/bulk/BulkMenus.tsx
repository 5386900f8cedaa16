import { Button, Menu } from "@mantine/core";
import UserRoundX from "lucide-react/icons/user-round-x";
import UsersRound from "lucide-react/icons/users-round";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { labelOf } from "../../api/property.ts";
import { useActiveAgents } from "../../api/queries/people.ts";
import { useTeams } from "../../api/queries/teams.ts";
import type { Ticket } from "../../api/queries/tickets.ts";
import { Face } from "../../shared/Face.tsx";
import { t } from "../../shared/texts/index.ts";
import { Workload } from "../people/Workload.tsx";
import { PRIORITIES, PriorityMark } from "../PriorityMark.tsx";
import { pipelineOf } from "../pipeline.ts";
import { StatusMark } from "../StatusMark.tsx";
import type { Change } from "../useTicketChange.ts";
import { usePipelines } from "../useRules.ts";
import css from "./bulk.module.css";

const BulkProperty = lazy(() => import("./BulkProperty.tsx"));

type Props = { chosen: readonly Ticket[]; busy: boolean; onChange(change: Change): void };

/** What can be set for all at once. */
export function BulkMenus({ chosen, busy, onChange }: Props) {
  const { data: agents = [] } = useActiveAgents();
  const { data: teams = [] } = useTeams();
  const [asked, setAsked] = useState(false);
  const disabled = busy || chosen.length === 0;
  const label = (name: string) => labelOf({ name, label: name, built_in: true });
  return (
    <div className={css.menus}>
      <Choices label={t("work.status")} disabled={disabled}>
        <Statuses chosen={chosen} onChange={onChange} />
      </Choices>
      <Choices label={label("owner_id")} disabled={disabled}>
        {agents.map((user) => (
          <Menu.Item
            key={user.id}
            leftSection={<Face name={user.name} size={20} />}
            onClick={() => onChange({ owner_id: user.id })}
          >
            <bdi>{user.name}</bdi>
            <Workload user={user} adding={chosen.length} />
          </Menu.Item>
        ))}
        {teams.map(({ id, name }) => (
          <Menu.Item
            key={id}
            leftSection={<UsersRound size={18} />}
            onClick={() => onChange({ owner_id: null, team_id: id })}
          >
            <bdi>{name}</bdi>
          </Menu.Item>
        ))}
        <Menu.Item leftSection={<UserRoundX size={18} />} onClick={() => onChange({ owner_id: null, team_id: null })}>
          {t("tickets.filter.owner.none")}
        </Menu.Item>
      </Choices>
      <Choices label={label("priority")} disabled={disabled}>
        {PRIORITIES.map((priority) => (
          <Menu.Item key={priority} onClick={() => onChange({ priority })}>
            <PriorityMark priority={priority} />
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => onChange({ priority: null })}>{t("bulk.clear")}</Menu.Item>
      </Choices>
      <Button size="compact-sm" variant="default" disabled={disabled} onClick={() => setAsked(true)}>
        {t("bulk.property")}
      </Button>
      {asked && (
        <Suspense>
          <BulkProperty count={chosen.length} onChange={onChange} onClose={() => setAsked(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Choices({ label, disabled, children }: { label: string; disabled: boolean; children: ReactNode }) {
  return (
    <Menu position="top-start" shadow="md" width={230} returnFocus withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" disabled={disabled}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={css.choices}>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** Those of their pipeline; of several pipelines, only what all of them have. */
function Statuses({ chosen, onChange }: Pick<Props, "chosen" | "onChange">) {
  const pipelines = usePipelines() ?? [];
  const within = new Set(chosen.map((ticket) => pipelineOf(pipelines, ticket)));
  const [pipeline] = within;
  if (within.size === 1 && pipeline)
    return pipeline.statuses.map(({ id, name, category }) => (
      <Menu.Item key={id} onClick={() => onChange({ status_id: id })}>
        <StatusMark category={category} name={name} />
      </Menu.Item>
    ));
  return (["open", "closed"] as const).map((status) => (
    <Menu.Item key={status} onClick={() => onChange({ status })}>
      <StatusMark category={status} name={t(`tickets.filter.status.${status}`)} />
    </Menu.Item>
  ));
}
