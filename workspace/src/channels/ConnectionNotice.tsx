import type { Account } from "../api/queries/channels.ts";
import { reasonText } from "../api/reasons.ts";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import { When } from "../shared/When.tsx";

const TONES = { pending: "warn", connected: "good", polled: "info", failed: "bad", disconnected: "info" } as const;

/** What a service that the desk itself asks has answered. */
export function ConnectionNotice({ account: { connection } }: { account: Pick<Account, "connection"> }) {
  if (!connection) return null;
  const { state, code, reason, since } = connection;
  return (
    <Notice tone={TONES[state]} title={t(`channels.connection.${state}`)}>
      {state === "pending" && <p>{t("channels.connection.pending.hint")}</p>}
      {reason && <p>{reasonText({ code, reason })}</p>}
      <p>
        <When at={since} />
      </p>
    </Notice>
  );
}
