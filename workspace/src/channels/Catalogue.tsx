import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import CircleAlert from "lucide-react/icons/circle-alert";
import { Permitted } from "../api/Permitted.tsx";
import { useChannels, type Channel } from "../api/queries/channels.ts";
import { Refused } from "../api/Refused.tsx";
import { ChannelMark } from "../shared/ChannelMark.tsx";
import { Screen } from "../shared/Screen.tsx";
import { t } from "../shared/texts/index.ts";
import { carries } from "./carries.ts";
import css from "./channels.module.css";

/** Every channel that can be connected. */
export function Catalogue() {
  const { data: channels, error, refetch } = useChannels();
  return (
    <Screen
      title={t("channels.catalogue")}
      intro={t("channels.catalogue.intro")}
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/channels" {...props} />}>
          {t("channels.accounts.back")}
        </Button>
      }
    >
      <Permitted scope="channels.write">
        {error && <Refused error={error} onRetry={() => void refetch()} />}
        {channels && (
          <ul className={css.cards}>
            {channels.map((channel) => (
              <Card key={channel.id} channel={channel} />
            ))}
          </ul>
        )}
      </Permitted>
    </Screen>
  );
}

function Card({ channel }: { channel: Channel }) {
  const { id, name, description, logo_url, built_in, accounts } = channel;
  return (
    <li className={css.card}>
      <div className={css.head}>
        <ChannelMark name={name} kind={built_in ? id : ""} logo={logo_url} size={40} />
        <div className={css.what}>
          <h2 className={css.name}>{name}</h2>
          <p className={css.kind}>
            {t(built_in ? "channels.catalogue.built_in" : "channels.catalogue.custom")}
            {accounts > 0 && ` · ${t("channels.catalogue.accounts", { n: accounts })}`}
          </p>
        </div>
      </div>
      {description && <p className={css.description}>{description}</p>}
      <ul className={css.chips} aria-label={t("channels.catalogue.carries")}>
        {[t("channels.carries.text"), ...carries(channel)].map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {!channel.authorized && <Unauthorized channel={channel} />}
      <div className={css.foot}>
        <Button
          variant="light"
          renderRoot={(props) => <Link to="/channels/connect/$channelId" params={{ channelId: id }} {...props} />}
          aria-label={t("channels.catalogue.connect", { channel: name })}
        >
          {t("channels.connect.do")}
        </Button>
      </div>
    </li>
  );
}

/** Which accounts wait for somebody, and the way there. */
function Unauthorized({ channel }: { channel: Channel }) {
  return (
    <div className={css.attention}>
      <p>
        <CircleAlert size={15} /> {t("channels.catalogue.unauthorized")}
      </p>
      <ul>
        {channel.unauthorized.map(({ account_id: accountId, name }) => (
          <li key={accountId}>
            <Link to="/channels/accounts/$accountId" params={{ accountId }} search={{ tab: "access" }}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
