import type { Delivery } from "../api/queries/accounts.ts";
import { reasonText } from "../api/reasons.ts";
import { time } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import { When } from "../shared/When.tsx";
import css from "./deliveries.module.css";
import { Replay } from "./Replay.tsx";

const EVENTS = [
  "OUTGOING_CHANNEL_MESSAGE_CREATED",
  "OUTGOING_CHANNEL_MESSAGE_CHANGED",
  "CHANNEL_ACCOUNT_CREATED",
  "CHANNEL_ACCOUNT_UPDATED",
  "CHANNEL_ACCOUNT_PURGED",
  "CHANNEL_THREAD_STATUS_CHANGED",
  "CHANNEL_THREAD_ASSIGNEE_CHANGED",
] as const;

export function DeliveryLog({ deliveries }: { deliveries: Delivery[] }) {
  return (
    <ul className={css.log} aria-label={t("channels.tab.deliveries")}>
      {deliveries.map((delivery) => (
        <Attempt key={delivery.id} delivery={delivery} />
      ))}
    </ul>
  );
}

function Attempt({ delivery }: { delivery: Delivery }) {
  const { attempted_at, result, attempt, failure, type, duration_ms, next_attempt_at, replay } = delivery;
  const event = EVENTS.find((each) => each === type);
  return (
    <li className={css.attempt}>
      <div className={css.what}>
        <p className={css.line}>
          <strong>{event ? t(`channels.event.${event}`) : type}</strong>
          <span className={css.result} data-result={result}>
            {t(`channels.result.${result}`)}
          </span>
        </p>
        {failure && <p className={css.reason}>{reasonText(failure)}</p>}
        <p className={css.facts}>
          <When at={attempted_at} />
          <span>{t(replay ? "channels.deliveries.replayed" : "channels.deliveries.attempt", { n: attempt })}</span>
          <span>{t("channels.deliveries.took", { n: duration_ms })}</span>
          {next_attempt_at && <span>{t("channels.deliveries.next", { at: time(next_attempt_at) })}</span>}
        </p>
        <Raw delivery={delivery} />
      </div>
      {result !== "RETRYING" && <Replay delivery={delivery} />}
    </li>
  );
}

/** As the API has it: for whoever looks after the app. */
function Raw({ delivery: { type, event_id, failure } }: { delivery: Delivery }) {
  return (
    <details className={css.raw}>
      <summary>{t("channels.deliveries.raw")}</summary>
      <code>{type}</code> <code>{event_id}</code>
      {failure && (
        <>
          {" "}
          <code>{failure.code}</code> <span lang="en">{failure.reason}</span>
        </>
      )}
    </details>
  );
}
