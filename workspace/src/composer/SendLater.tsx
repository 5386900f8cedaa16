import { Menu } from "@mantine/core";
import CalendarClock from "lucide-react/icons/calendar-clock";
import { lazy, Suspense, useState } from "react";
import { now } from "../shared/clock.ts";
import { at } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import { tomorrowAtNine } from "../shared/zones.ts";
import type { Put } from "./putforward.ts";
import { Tool } from "./Tool.tsx";

const ChooseTime = lazy(() => import("./ChooseTime.tsx"));
const HOUR = 3_600_000;

type Props = { disabled: boolean; onSend(moment: number): void; onPut(put: Put): void };

/** Beside Send: the same, at a time. */
export function SendLater({ disabled, onSend, onPut }: Props) {
  const [choosing, setChoosing] = useState(false);
  const hour = now() + HOUR;
  const tomorrow = tomorrowAtNine(now());
  return (
    <>
      <Menu position="top-end" shadow="md">
        <Menu.Target>
          <Tool label={t("waiting.later")} disabled={disabled}>
            <CalendarClock size={16} />
          </Tool>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item rightSection={at(new Date(hour).toISOString())} onClick={() => onSend(now() + HOUR)}>
            {t("waiting.hour")}
          </Menu.Item>
          <Menu.Item rightSection={at(new Date(tomorrow).toISOString())} onClick={() => onSend(tomorrow)}>
            {t("waiting.tomorrow")}
          </Menu.Item>
          <Menu.Item onClick={() => setChoosing(true)}>{t("waiting.choose")}</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => onPut("shared")}>{t("deskdrafts.share")}</Menu.Item>
          <Menu.Item onClick={() => onPut("waiting")}>{t("deskdrafts.propose")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {choosing && (
        <Suspense>
          <ChooseTime
            onClose={() => setChoosing(false)}
            onChoose={(moment) => {
              setChoosing(false);
              onSend(moment);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
