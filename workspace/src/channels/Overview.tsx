import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { AccountDetails } from "../api/queries/accounts.ts";
import { listInboxes } from "../api/queries/inboxes.ts";
import type { Channel } from "../api/queries/channels.ts";
import { useAgents, useMay } from "../api/queries/people.ts";
import { useTeams } from "../api/queries/teams.ts";
import { reasonText } from "../api/reasons.ts";
import form from "../shared/form.module.css";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import { Since, When } from "../shared/When.tsx";
import css from "./channels.module.css";
import { ConnectionNotice } from "./ConnectionNotice.tsx";
import { DeliveryHealth } from "./DeliveryHealth.tsx";
import { GivenProperties } from "./GivenProperties.tsx";
import { Health } from "./Health.tsx";
import { stateOf, type State } from "./state.ts";
import { StateBadge } from "./StateBadge.tsx";

type Props = { account: AccountDetails; channel: Channel | undefined; known: ReadonlySet<string> | undefined };

export function Overview({ account, channel, known }: Props) {
  const state = stateOf(account, known);
  const given = Object.keys(account.ticket_properties);
  return (
    <>
      <WhatNow state={state} account={account} />
      <DeliveryHealth account={account} />
      <ConnectionNotice account={account} />
      <section className={form.section}>
        <h2 className={form.heading}>{t("channels.overview")}</h2>
        <dl className={css.facts}>
          <Fact name="state" value={<StateBadge state={state} />} />
          <Fact name="channel" value={channel?.name ?? t(`channels.kind.${account.kind}`)} />
          <Fact name="handle" value={account.handle} />
          <Fact name="address" value={account.delivery_identifier?.value} />
          <Fact
            name="last_message"
            value={
              account.last_message_at ? (
                <Link to="/tickets" search={{ account: account.id }}>
                  <When at={account.last_message_at} />
                </Link>
              ) : (
                t("channels.never")
              )
            }
          />
          <Fact name="last_delivery" value={account.channel_id && <LastDelivery account={account} />} />
          <Fact name="inbox" value={<InboxName id={account.inbox_id} />} />
          <Fact name="routing" value={<Routing account={account} />} />
          <Fact name="reopen" value={t("channels.overview.hours", { n: account.reopen_hours })} />
          <Fact name="retry" value={t("channels.overview.hours", { n: account.retry_hours })} />
          <Fact name="pace" value={account.sends_per_second} />
          <Fact name="properties" value={given.length > 0 && <GivenProperties values={account.ticket_properties} />} />
          <Fact name="service_settings" value={pairs(account.service_settings)} />
          <Fact name="created" value={<Since at={account.created_at} />} />
        </dl>
      </section>
      {!account.archived_at && account.kind !== "custom" && <Health accountId={account.id} />}
    </>
  );
}

type Name = Extract<keyof typeof NAMES, string>;
const NAMES = {
  state: "channels.overview.state",
  channel: "channels.overview.channel",
  handle: "channels.overview.handle",
  address: "channels.overview.address",
  last_message: "channels.last_message",
  last_delivery: "channels.overview.last_delivery",
  inbox: "channels.plan.inbox",
  routing: "routing.title",
  reopen: "channels.overview.reopen",
  retry: "channels.overview.retry",
  pace: "channels.sending.pace",
  properties: "channels.properties",
  service_settings: "channels.overview.service_settings",
  created: "channels.overview.created",
} as const;

function Fact({ name, value }: { name: Name; value: ReactNode }) {
  if (value === null || value === undefined || value === false || value === "") return null;
  return (
    <>
      <dt>{t(NAMES[name])}</dt>
      <dd>{value}</dd>
    </>
  );
}

const pairs = (values: Record<string, unknown>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(", ");

/** What is to be done about a state, and where. */
function WhatNow({ state, account }: { state: State; account: AccountDetails }) {
  const mayChange = useMay("channels.write");
  if (state === "active" || state === "failing") return null;
  const tab = state === "off" ? "settings" : state === "unauthorized" ? "access" : undefined;
  return (
    <Notice tone="warn" title={t(`channels.now.${state}`)}>
      {state === "off" && <p>{t(`channels.when_off.${account.when_off}`)}</p>}
      {tab && mayChange && (
        <p>
          <Link to="/channels/accounts/$accountId" params={{ accountId: account.id }} search={{ tab }}>
            {t(tab === "access" ? "channels.now.authorize" : "channels.now.switch_on")}
          </Link>
        </p>
      )}
    </Notice>
  );
}

function LastDelivery({ account: { last_delivery: last, last_delivery_known: known } }: { account: AccountDetails }) {
  if (!last) return t(known ? "channels.never" : "channels.overview.last_delivery.older");
  return (
    <>
      {t(`deliveries.result.${last.result}`)} <When at={last.at} />
      {last.reason && <p className={css.reason}>{reasonText({ code: last.code, reason: last.reason })}</p>}
    </>
  );
}

function InboxName({ id }: { id: string }) {
  const { data } = useQuery(listInboxes());
  return data ? (data.find((inbox) => inbox.id === id)?.name ?? id) : null;
}

function Routing({ account: { routing } }: { account: AccountDetails }) {
  const { data: agents = [] } = useAgents();
  const { data: teams = [] } = useTeams();
  if (!routing.automatic) return t("routing.off");
  if (routing.assign_to !== "users_and_teams") return t(`routing.to.${routing.assign_to}`);
  const named = [...agents, ...teams];
  return [...routing.user_ids, ...routing.team_ids]
    .map((id) => named.find((each) => each.id === id)?.name ?? t("routing.gone"))
    .join(", ");
}
