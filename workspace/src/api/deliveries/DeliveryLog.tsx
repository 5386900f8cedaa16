import type { Schemas } from "../client.ts";
import { time } from "../../shared/dates.ts";
import { t } from "../../shared/texts/index.ts";
import { When } from "../../shared/When.tsx";
import { reasonText } from "../reasons.ts";
import css from "./deliveries.module.css";
import { Replay } from "./Replay.tsx";

/** What an attempt is, whoever receives it. */
export type Attempted = Pick<
  Schemas["DeliveryOut"],
  | "id"
  | "attempted_at"
  | "result"
  | "attempt"
  | "failure"
  | "type"
  | "duration_ms"
  | "next_attempt_at"
  | "replay"
  | "event_id"
>;

export type Logged<A> = {
  /** What was sent, in words. */
  named(type: string): string;
  replay(attempt: A): Promise<unknown>;
  /** After a replay was accepted. */
  onReplayed(attempt: A): Promise<void>;
};

export function DeliveryLog<A extends Attempted>({ deliveries, ...logged }: Logged<A> & { deliveries: A[] }) {
  return (
    <ul className={css.log} aria-label={t("deliveries")}>
      {deliveries.map((delivery) => (
        <Attempt key={delivery.id} delivery={delivery} {...logged} />
      ))}
    </ul>
  );
}

function Attempt<A extends Attempted>({ delivery, named, replay, onReplayed }: Logged<A> & { delivery: A }) {
  const { attempted_at, result, attempt, failure, type, event_id, duration_ms, next_attempt_at } = delivery;
  return (
    <li className={css.attempt}>
      <div className={css.what}>
        <p className={css.line}>
          <strong>{named(type)}</strong>
          <span className={css.result} data-result={result}>
            {t(`deliveries.result.${result}`)}
          </span>
        </p>
        {failure && <p className={css.reason}>{reasonText(failure)}</p>}
        <p className={css.facts}>
          <When at={attempted_at} />
          <span>{t(delivery.replay ? "deliveries.replayed" : "deliveries.attempt", { n: attempt })}</span>
          <span>{t("deliveries.took", { n: duration_ms })}</span>
          {next_attempt_at && <span>{t("deliveries.next", { at: time(next_attempt_at) })}</span>}
        </p>
        <Raw delivery={delivery} />
      </div>
      {result !== "RETRYING" && (
        <Replay eventId={event_id} send={() => replay(delivery)} onDone={() => onReplayed(delivery)} />
      )}
    </li>
  );
}

/** As the API has it: for whoever looks after the app. */
function Raw({ delivery: { type, event_id, failure } }: { delivery: Attempted }) {
  return (
    <details className={css.raw}>
      <summary>{t("deliveries.raw")}</summary>
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
