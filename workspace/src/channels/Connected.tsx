import { Button, Loader } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { Permitted } from "../api/Permitted.tsx";
import { accountChanged, getChannelAccount, getConnection } from "../api/queries/accounts.ts";
import { useChannels } from "../api/queries/channels.ts";
import { Refused } from "../api/Refused.tsx";
import { Empty } from "../shared/Empty.tsx";
import { Hint } from "../shared/Hint.tsx";
import form from "../shared/form.module.css";
import { Notice } from "../shared/Notice.tsx";
import { Screen } from "../shared/Screen.tsx";
import { t } from "../shared/texts/index.ts";
import { begunHere } from "./flow.ts";
import css from "./channels.module.css";
import { AwaitedMessage } from "./AwaitedMessage.tsx";

const EVERY_MS = 3000;
const route = getRouteApi("/channels/connected");

/** Back from the channel's own site. */
export function Connected() {
  const { state } = route.useSearch();
  const channelId = begunHere(state);
  return (
    <Screen title={t("channels.returned")}>
      <Permitted scope="channels.write">
        {state && channelId ? <Result state={state} channelId={channelId} /> : <Unknown />}
      </Permitted>
    </Screen>
  );
}

function Unknown() {
  return (
    <Empty title={t("channels.returned.unknown")} hint={t("channels.returned.unknown.hint")}>
      <Button renderRoot={(props) => <Link to="/channels" {...props} />}>{t("channels.title")}</Button>
    </Empty>
  );
}

function Result({ state, channelId }: { state: string; channelId: string }) {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    ...getConnection(state),
    refetchInterval: (query) => (query.state.data?.status === "pending" ? EVERY_MS : false),
  });
  const channel = useChannels().data?.find(({ id }) => id === channelId)?.name ?? "";
  const account = data?.account_id;
  const { data: connected } = useQuery({ ...getChannelAccount(account ?? ""), enabled: Boolean(account) });
  useEffect(() => {
    if (account) void accountChanged(queries, account);
  }, [account, queries]);
  if (error) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  if (data.status === "pending") {
    return (
      <>
        <p className={css.waiting}>
          <Loader size="xs" aria-hidden /> {t("channels.returned.pending", { channel })}
        </p>
        <Again channelId={channelId} />
      </>
    );
  }
  if (!account || data.status === "expired") {
    return (
      <>
        <Notice tone="bad" title={t("channels.returned.expired")} />
        <Again channelId={channelId} />
      </>
    );
  }
  return (
    <>
      {connected && (
        <Notice tone="good" title={t(`channels.returned.${data.status}`, { channel, name: connected.name })} />
      )}
      <section className={form.section}>
        <h2 className={form.heading}>{t("channels.test")}</h2>
        <Hint>{t("channels.test.service", { channel })}</Hint>
        <AwaitedMessage accountId={account} />
      </section>
      <Button
        variant="default"
        renderRoot={(props) => <Link to="/channels/accounts/$accountId" params={{ accountId: account }} {...props} />}
      >
        {t("channels.done.account")}
      </Button>
    </>
  );
}

function Again({ channelId }: { channelId: string }) {
  return (
    <div className={form.buttons}>
      <Button
        variant="default"
        renderRoot={(props) => <Link to="/channels/connect/$channelId" params={{ channelId }} {...props} />}
      >
        {t("channels.returned.again")}
      </Button>
    </div>
  );
}
