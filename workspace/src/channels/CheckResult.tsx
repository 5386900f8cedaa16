import type { Schemas } from "../api/client.ts";
import { announce } from "../shared/announce.ts";
import { useEffect } from "react";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";

const TONES = { accepted: "good", refused: "bad", not_checked: "warn" } as const;

/** What the channel's service said about the credentials, in its own words. */
export function CheckResult({ check: { result, message } }: { check: Schemas["CheckOut"] }) {
  const title = t(`channels.check.${result}`);
  useEffect(() => announce(title), [title]);
  return (
    <Notice tone={TONES[result]} title={title}>
      {message && <p>{message}</p>}
    </Notice>
  );
}
