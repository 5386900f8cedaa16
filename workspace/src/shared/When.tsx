import { age, date, moment } from "./dates.ts";
import { useMinute } from "./minute.ts";

/** `2 min ago`; the whole moment for whoever points at it. */
export function When({ at }: { at: string }) {
  useMinute();
  return (
    <time dateTime={at} title={moment(at)}>
      {age(at)}
    </time>
  );
}

/** The day on which something began; the whole moment for whoever points at it. */
export function Since({ at }: { at: string }) {
  return (
    <time dateTime={at} title={moment(at)}>
      {date(at)}
    </time>
  );
}
