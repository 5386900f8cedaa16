import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { accountChanged } from "../api/queries/accounts.ts";
import { moment } from "../shared/dates.ts";
import { Hint } from "../shared/Hint.tsx";
import form from "../shared/form.module.css";
import { t } from "../shared/texts/index.ts";
import { ConnectionNotice } from "./ConnectionNotice.tsx";
import { Secret } from "./Done.tsx";
import { OverlapChoice } from "../shared/OverlapChoice.tsx";

/** The new secret is shown here once: the answer goes with the screen (gcTime). */
export function RotateSecret({ accountId }: { accountId: string }) {
  const queries = useQueryClient();
  const [overlap, setOverlap] = useState(24);
  const rotate = useMutation({
    gcTime: 0,
    mutationFn: () => {
      const params = { path: { account_id: accountId } };
      return answer(
        api.POST("/channel-accounts/{account_id}/signing-secrets", { params, body: { overlap_hours: overlap } }),
      );
    },
    onSuccess: () => accountChanged(queries, accountId),
  });
  return (
    <section className={form.section}>
      <h2 className={form.heading}>{t("channels.rotate")}</h2>
      <Hint>{t("channels.rotate.hint")}</Hint>
      <div className={form.fields}>
        {rotate.data ? (
          <div>
            {rotate.data.connection ? (
              <ConnectionNotice account={{ connection: rotate.data.connection }} />
            ) : (
              <Secret value={rotate.data.secret} />
            )}
            <Hint>{t("channels.rotate.until", { at: moment(rotate.data.previous_expires_at) })}</Hint>
          </div>
        ) : (
          <OverlapChoice value={overlap} onChange={setOverlap} />
        )}
      </div>
      <Failure error={rotate.error} />
      <div className={form.buttons}>
        {rotate.data ? (
          <Button variant="default" onClick={() => rotate.reset()}>
            {t("channels.rotate.hide")}
          </Button>
        ) : (
          <Button variant="default" loading={rotate.isPending} onClick={() => rotate.mutate()}>
            {t("channels.rotate.do")}
          </Button>
        )}
      </div>
    </section>
  );
}
