import { Popover } from "@mantine/core";
import type { Message } from "../api/timelines.ts";
import { moment, time } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import css from "./bubble.module.css";
import { Clipped } from "./Clipped.tsx";

/** "edited": what it said before, for whoever asks. */
export function HistoryButton({ message, edits }: { message: Message; edits: readonly Message[] }) {
  const versions = [message, ...edits];
  return (
    <Popover width={320} position="top" withArrow shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={css.plain}>
          {t("conversation.edited")}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.history}>
        <ol tabIndex={0} aria-label={t("conversation.edited.history")}>
          {versions.map((version) => (
            <li key={version.id}>
              <time dateTime={version.created_at} title={moment(version.created_at)}>
                {time(version.created_at)}
              </time>
              <div dir="auto">
                <Clipped text={version.text} />
              </div>
            </li>
          ))}
        </ol>
      </Popover.Dropdown>
    </Popover>
  );
}
