import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import { reason } from "./reason.ts";

/** Why something was not done. `shown` are the fields that say it themselves, or their beginnings: `credentials.`, `scopes[`. */
export function Failure({ error, shown = [] }: { error: unknown; shown?: readonly string[] }) {
  if (!error) return null;
  return (
    <Notice tone="bad" title={t("problems.not_done")}>
      <p>{reason(error, shown)}</p>
    </Notice>
  );
}
