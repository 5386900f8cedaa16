import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { getChannelAccount, type AccountDetails } from "../api/queries/accounts.ts";
import { useChannels, type Channel } from "../api/queries/channels.ts";
import { useMay } from "../api/queries/people.ts";
import { Permitted } from "../api/Permitted.tsx";
import { Refused } from "../api/Refused.tsx";
import { Screen } from "../shared/Screen.tsx";
import { t } from "../shared/texts/index.ts";
import { Access } from "./Access.tsx";
import css from "./channels.module.css";
import { Deliveries } from "./Deliveries.tsx";
import { Overview } from "./Overview.tsx";
import { Settings } from "./Settings.tsx";
import { channelOf } from "./state.ts";
import { TABS, type Tab } from "./search.ts";
import { Unhandled } from "./Unhandled.tsx";

const route = getRouteApi("/channels/accounts/$accountId");

export function AccountScreen() {
  const { accountId } = route.useParams();
  const {
    data: account,
    error,
    refetch,
  } = useQuery({
    ...getChannelAccount(accountId),
    // During an outage one looks at it until it is over.
    refetchInterval: ({ state }) => (state.data?.delivery.state === "failing" ? 10_000 : false),
  });
  const { data: channels } = useChannels();
  return (
    <Screen title={account?.name ?? t("channels.account")} actions={<Back />}>
      {error && !account && <Refused error={error} onRetry={() => void refetch()} />}
      {account && <Tabs account={account} />}
      {account && (
        <Content
          key={account.id}
          account={account}
          channel={channels?.find(({ id }) => id === channelOf(account))}
          known={channels && new Set(channels.map(({ id }) => id))}
        />
      )}
    </Screen>
  );
}

function Back() {
  return (
    <Button variant="default" renderRoot={(props) => <Link to="/channels" {...props} />}>
      {t("channels.accounts.back")}
    </Button>
  );
}

/** What the log has are webhooks to apps; what one may not do is not there. */
function tabsOf(account: AccountDetails, mayChange: boolean): Tab[] {
  return TABS.filter((tab) => {
    if (tab === "deliveries") return mayChange && account.channel_id !== null;
    if (tab === "settings" || tab === "access") return mayChange && !account.archived_at;
    return true;
  });
}

/** The one of the address, if this account has it. */
function useTab(account: AccountDetails): Tab {
  const { tab } = route.useSearch();
  return tabsOf(account, true).find((each) => each === tab) ?? "overview";
}

function Tabs({ account }: { account: AccountDetails }) {
  const tab = useTab(account);
  const tabs = tabsOf(account, useMay("channels.write"));
  return (
    <nav className={css.tabs} aria-label={t("channels.account")}>
      {tabs.map((each) => (
        <Link
          key={each}
          to="/channels/accounts/$accountId"
          params={{ accountId: account.id }}
          search={each === "overview" ? {} : { tab: each }}
          activeOptions={{ exact: true }}
          aria-current={each === tab ? "page" : undefined}
        >
          {t(`channels.tab.${each}`)}
        </Link>
      ))}
    </nav>
  );
}

type ContentProps = { account: AccountDetails; channel: Channel | undefined; known: ReadonlySet<string> | undefined };

function Content({ account, channel, known }: ContentProps) {
  const tab = useTab(account);
  if (tab === "settings") return <Permitted scope="channels.write" children={<Settings account={account} />} />;
  if (tab === "access") {
    return <Permitted scope="channels.write" children={<Access account={account} channel={channel} />} />;
  }
  if (tab === "deliveries")
    return <Permitted scope="channels.write" children={<Deliveries accountId={account.id} />} />;
  if (tab === "unhandled") return <Unhandled accountId={account.id} />;
  return <Overview account={account} channel={channel} known={known} />;
}
