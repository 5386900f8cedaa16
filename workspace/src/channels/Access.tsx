import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { accountChanged, type AccountDetails } from "../api/queries/accounts.ts";
import type { Channel } from "../api/queries/channels.ts";
import { RotateSecret } from "../api/RotateSecret.tsx";
import { Hint } from "../shared/Hint.tsx";
import form from "../shared/form.module.css";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import { ConnectionNotice } from "./ConnectionNotice.tsx";
import { Secret } from "./Done.tsx";
import { fieldsOf } from "./fields.ts";
import { returnUrl } from "./flow.ts";
import { ReplaceCredentials } from "./ReplaceCredentials.tsx";
import { useConnection } from "./useConnection.ts";

/** Who may use the account at the service, and what the desk signs with. */
export function Access({ account, channel }: { account: AccountDetails; channel: Channel | undefined }) {
  const asked = fieldsOf(channel?.credential_fields ?? null).length > 0;
  return (
    <>
      {!account.authorized && <Notice tone="warn" title={t("channels.now.unauthorized")} />}
      {channel?.connect === "redirect" && <AuthorizeAgain account={account} channel={channel} />}
      {channel && asked && (account.channel_id !== null || account.kind !== "custom") && (
        <ReplaceCredentials account={account} channel={channel} />
      )}
      {account.channel_id === null ? (
        <OwnSecret accountId={account.id} />
      ) : (
        <section className={form.section}>
          <h2 className={form.heading}>{t("channels.rotate")}</h2>
          <Hint>{t("channels.rotate.app")}</Hint>
        </section>
      )}
    </>
  );
}

/** Where the desk itself asks a service to deliver, the service already knows the new secret. */
function OwnSecret({ accountId }: { accountId: string }) {
  const queries = useQueryClient();
  const rotate = (overlap_hours: number) => {
    const params = { path: { account_id: accountId } };
    return answer(api.POST("/channel-accounts/{account_id}/signing-secrets", { params, body: { overlap_hours } }));
  };
  return (
    <RotateSecret
      title={t("channels.rotate")}
      hint={t("channels.rotate.hint")}
      rotate={rotate}
      onRotated={() => accountChanged(queries, accountId)}
    >
      {({ connection, secret }) =>
        connection ? <ConnectionNotice account={{ connection }} /> : <Secret value={secret} />
      }
    </RotateSecret>
  );
}

function AuthorizeAgain({ account, channel }: { account: AccountDetails; channel: Channel }) {
  const connection = useConnection(channel, () => undefined);
  return (
    <section className={form.section}>
      <h2 className={form.heading}>{t("channels.authorize")}</h2>
      <Hint>{t("channels.authorize.hint", { channel: channel.name })}</Hint>
      <Failure error={connection.error} />
      <div className={form.buttons}>
        <Button
          loading={connection.isPending}
          onClick={() => connection.mutate(() => ({ account_id: account.id, return_url: returnUrl() }))}
        >
          {t("channels.redirect.go", { channel: channel.name })}
        </Button>
      </div>
    </section>
  );
}
