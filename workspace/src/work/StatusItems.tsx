import { Menu } from "@mantine/core";
import Check from "lucide-react/icons/check";
import type { PipelineStatus } from "../api/queries/pipelines.ts";
import { t } from "../shared/texts/index.ts";
import { StatusMark } from "./StatusMark.tsx";

type Props = {
  current?: PipelineStatus | undefined;
  allowed: readonly PipelineStatus[];
  /** For those who may go past the rules. */
  refused?: readonly PipelineStatus[];
  onChoose(status: PipelineStatus): void;
};

/** The statuses that may follow; below them, for administrators, those that may not. */
export function StatusItems({ current, allowed, refused = [], onChoose }: Props) {
  const item = (status: PipelineStatus) => (
    <Menu.Item key={status.id} onClick={() => onChoose(status)}>
      <StatusMark category={status.category} name={status.name} />
    </Menu.Item>
  );
  return (
    <>
      {current && (
        <Menu.Item rightSection={<Check size={15} />} aria-current="true">
          <StatusMark category={current.category} name={current.name} />
        </Menu.Item>
      )}
      {allowed.map(item)}
      {refused.length > 0 && (
        <>
          <Menu.Divider />
          <Menu.Label>{t("work.status.anyway")}</Menu.Label>
          {refused.map(item)}
        </>
      )}
    </>
  );
}
