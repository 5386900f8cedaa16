import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "../api/client.ts";
import { Permitted } from "../api/Permitted.tsx";
import { accountChanged } from "../api/queries/accounts.ts";
import { useChannels, type Channel } from "../api/queries/channels.ts";
import { Refused } from "../api/Refused.tsx";
import { ChannelMark } from "../shared/ChannelMark.tsx";
import { Empty } from "../shared/Empty.tsx";
import { Screen } from "../shared/Screen.tsx";
import { t } from "../shared/texts/index.ts";
import { ConnectForm } from "./ConnectForm.tsx";
import { Done } from "./Done.tsx";
import css from "./channels.module.css";

const route = getRouteApi("/channels/connect/$channelId");

export function Connect() {
  const { channelId } = route.useParams();
  const { data: channels, error, refetch } = useChannels();
  const channel = channels?.find(({ id }) => id === channelId);
  const title = channel ? t("channels.connect.title", { channel: channel.name }) : t("channels.connect");
  return (
    <Screen title={title} {...(channel?.description && { intro: channel.description })} actions={<Back />}>
      <Permitted scope="channels.write">
        {error && <Refused error={error} onRetry={() => void refetch()} />}
        {channels && !channel && <Empty title={t("channels.connect.gone")} hint={t("channels.connect.gone.hint")} />}
        {channel && <Connecting key={channel.id} channel={channel} />}
      </Permitted>
    </Screen>
  );
}

function Back() {
  return (
    <Button variant="default" renderRoot={(props) => <Link to="/channels/catalogue" {...props} />}>
      {t("channels.catalogue.back")}
    </Button>
  );
}

/** The signing secret lives here and nowhere else: it goes with the screen. */
function Connecting({ channel }: { channel: Channel }) {
  const queries = useQueryClient();
  const [connected, setConnected] = useState<Schemas["ConnectedOut"]>();
  if (connected) return <Done channel={channel} connected={connected} />;
  return (
    <>
      <p className={css.channel}>
        <ChannelMark name={channel.name} kind={channel.built_in ? channel.id : ""} logo={channel.logo_url} size={28} />
        {t(channel.built_in ? "channels.catalogue.built_in" : "channels.catalogue.custom")}
      </p>
      <ConnectForm
        channel={channel}
        onConnected={(answer) => {
          setConnected(answer);
          void accountChanged(queries, answer.account.id);
        }}
      />
    </>
  );
}
