import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Schemas } from "../api/client.ts";
import type { Channel } from "../api/queries/channels.ts";
import { Copy } from "../shared/Copy.tsx";
import { Hint } from "../shared/Hint.tsx";
import form from "../shared/form.module.css";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import { CheckResult } from "./CheckResult.tsx";
import { ConnectionNotice } from "./ConnectionNotice.tsx";
import { AwaitedMessage } from "./AwaitedMessage.tsx";
import { TestMessage } from "./TestMessage.tsx";

type Props = { channel: Channel; connected: Schemas["ConnectedOut"] };

/** What to do next. Leaving this screen forgets the secret. */
export function Done({ channel, connected }: Props) {
  const { account, credentials_check: check, signing_secret: secret, webhook_url: address, repeated } = connected;
  const told = account.connection !== null;
  const top = useRef<HTMLDivElement>(null);
  // The form was longer than the window: what comes instead begins at its top.
  useEffect(() => {
    top.current?.closest("main")?.scrollTo(0, 0);
    top.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <div ref={top} tabIndex={-1}>
        <Notice tone="good" title={t("channels.done", { name: account.name })} />
      </div>
      {check.result !== "accepted" && channel.checks_credentials && <CheckResult check={check} />}
      <ConnectionNotice account={account} />
      {!told && channel.built_in && (
        <section className={form.section}>
          <h2 className={form.heading}>{t("channels.done.next")}</h2>
          <Hint>{t("channels.done.webhook.hint")}</Hint>
          <div style={{ marginBlockStart: "1rem" }}>
            <Copy label={t("channels.done.webhook")} value={address} />
            {secret && <Secret value={secret} />}
            {repeated && <Notice tone="warn">{t("channels.done.repeated")}</Notice>}
          </div>
        </section>
      )}
      <section className={form.section}>
        <h2 className={form.heading}>{t("channels.test")}</h2>
        {account.kind === "custom" && account.channel_id === null ? (
          <TestMessage address={address} />
        ) : (
          <Hint>
            {account.handle
              ? t("channels.test.handle", { handle: account.handle })
              : t("channels.test.service", { channel: channel.name })}
          </Hint>
        )}
        <AwaitedMessage accountId={account.id} />
      </section>
      <div className={form.buttons}>
        <Button
          variant="default"
          renderRoot={(props) => (
            <Link to="/channels/accounts/$accountId" params={{ accountId: account.id }} {...props} />
          )}
        >
          {t("channels.done.account")}
        </Button>
      </div>
    </>
  );
}

export function Secret({ value }: { value: string }) {
  return (
    <>
      <Copy label={t("channels.secret")} value={value} />
      <Notice tone="warn">{t("channels.secret.once")}</Notice>
    </>
  );
}
