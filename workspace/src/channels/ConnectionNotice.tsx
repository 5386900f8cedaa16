import type { Account } from "../api/queries/channels.ts";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import { When } from "../shared/When.tsx";

const TONES = { pending: "warn", connected: "good", polled: "info", failed: "bad", disconnected: "info" } as const;

/** What a service that the desk itself asks has answered. */
export function ConnectionNotice({ account: { connection } }: { account: Pick<Account, "connection"> }) {
  if (!connection) return null;
  const { state, reason, since } = connection;
  return (
    <Notice tone={TONES[state]} title={t(`channels.connection.${state}`)}>
      {reason && <p>{reason}</p>}
      <p>
        <When at={since} />
      </p>
    </Notice>
  );
}
