import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../api/client.ts";
import { Copy } from "../../shared/Copy.tsx";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { Notice } from "../../shared/Notice.tsx";
import { t } from "../../shared/texts/index.ts";

/** What to do with it is said where it is shown. */
export function Secret({ made }: { made: Schemas["NewWebhookSubscriptionOut"] }) {
  return (
    <section className={form.section}>
      <Notice tone="good" title={t("webhooks.made", { name: made.name })} />
      <Copy label={t("webhooks.secret")} value={made.secret} />
      <Notice tone="warn">{t("webhooks.secret.once")}</Notice>
      <Hint>{t("webhooks.secret.hint")}</Hint>
      <div className={form.buttons}>
        <Button
          renderRoot={(props) => <Link to="/settings/webhooks/$webhookId" params={{ webhookId: made.id }} {...props} />}
        >
          {t("webhooks.secret.done")}
        </Button>
      </div>
    </section>
  );
}
