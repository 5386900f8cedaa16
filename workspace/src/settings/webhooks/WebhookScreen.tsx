import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { Permitted } from "../../api/Permitted.tsx";
import { useAgents } from "../../api/queries/people.ts";
import { deleteWebhook, getWebhook, rotateSecret, webhooksChanged, type Webhook } from "../../api/queries/webhooks.ts";
import { Refused } from "../../api/Refused.tsx";
import { RotateSecret } from "../../api/RotateSecret.tsx";
import { unchanged } from "../../api/versions.ts";
import { Copy } from "../../shared/Copy.tsx";
import { Hint } from "../../shared/Hint.tsx";
import { Screen } from "../../shared/Screen.tsx";
import { t } from "../../shared/texts/index.ts";
import { Removal } from "../Removal.tsx";
import { OnAndOff } from "./OnAndOff.tsx";
import { Secret } from "./Secret.tsx";
import { WebhookEditor } from "./WebhookEditor.tsx";
import { WebhookLog } from "./WebhookLog.tsx";

const route = getRouteApi("/settings/webhooks/$webhookId");

/** `new` is no id of a subscription. */
export function WebhookScreen() {
  const { webhookId } = route.useParams();
  const isNew = webhookId === "new";
  const { data: webhook, error, refetch } = useQuery({ ...getWebhook(webhookId), enabled: !isNew });
  return (
    <Screen
      title={isNew ? t("webhooks.new") : (webhook?.name ?? t("webhooks.webhook"))}
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/settings/webhooks" {...props} />}>
          {t("webhooks.back")}
        </Button>
      }
    >
      <Permitted scope="settings.write">
        {error && !webhook && <Refused error={error} onRetry={() => void refetch()} />}
        {isNew && <NewWebhook />}
        {webhook && <Stored key={webhook.id} webhook={webhook} />}
      </Permitted>
    </Screen>
  );
}

/** The secret is shown here once: it goes with the screen. */
function NewWebhook() {
  const [made, setMade] = useState<Schemas["NewWebhookSubscriptionOut"]>();
  if (!made) return <WebhookEditor webhook={undefined} onMade={setMade} />;
  return <Secret made={made} />;
}

function Stored({ webhook }: { webhook: Webhook }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: users = [] } = useAgents();
  const owner = users.find(({ id }) => id === webhook.owner_id)?.name ?? webhook.owner_id;
  return (
    <>
      <OnAndOff webhook={webhook} />
      <WebhookEditor webhook={webhook} />
      <Hint>{t("webhooks.owner", { name: owner })}</Hint>
      <WebhookLog webhook={webhook} />
      <RotateSecret
        title={t("webhooks.secret")}
        hint={t("webhooks.rotate.hint")}
        rotate={(overlap) => rotateSecret(webhook.id, overlap)}
        onRotated={() => webhooksChanged(queries)}
      >
        {({ secret }) => <Copy label={t("webhooks.secret")} value={secret} />}
      </RotateSecret>
      <Removal
        name={webhook.name}
        hint={t("webhooks.delete.hint")}
        remove={() => deleteWebhook(webhook.id, unchanged(webhook))}
        onRemoved={async () => {
          await navigate({ to: "/settings/webhooks" });
          await webhooksChanged(queries);
        }}
      />
    </>
  );
}
