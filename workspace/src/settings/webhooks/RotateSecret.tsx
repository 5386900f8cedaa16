import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "../../api/Failure.tsx";
import { rotateSecret, webhooksChanged, type Webhook } from "../../api/queries/webhooks.ts";
import { Copy } from "../../shared/Copy.tsx";
import { moment } from "../../shared/dates.ts";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { OverlapChoice } from "../../shared/OverlapChoice.tsx";
import { t } from "../../shared/texts/index.ts";

/** The new secret is shown here once: the answer goes with the screen (gcTime). */
export function RotateSecret({ webhook: { id } }: { webhook: Webhook }) {
  const queries = useQueryClient();
  const [overlap, setOverlap] = useState(24);
  const rotate = useMutation({
    gcTime: 0,
    mutationFn: () => rotateSecret(id, overlap),
    onSuccess: () => webhooksChanged(queries),
  });
  return (
    <section className={form.section}>
      <h2 className={form.heading}>{t("webhooks.secret")}</h2>
      <Hint>{t("webhooks.rotate.hint")}</Hint>
      <div className={form.fields}>
        {rotate.data ? (
          <div>
            <Copy label={t("webhooks.secret")} value={rotate.data.secret} />
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
