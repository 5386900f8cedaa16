import { useIntersection } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { getChannelAccount, type AccountDetails } from "../api/queries/accounts.ts";
import type { Account } from "../api/queries/channels.ts";
import { AccountMark } from "../shared/ChannelMark.tsx";
import { t } from "../shared/texts/index.ts";
import { When } from "../shared/When.tsx";
import list from "../shared/entries.module.css";
import css from "./channels.module.css";
import { stateOf } from "./state.ts";
import { StateBadge } from "./StateBadge.tsx";

type Props = { account: Account; channel: string | undefined; known: ReadonlySet<string> | undefined };

/** When it was last used is asked for each row that is seen, not for a thousand. */
export function AccountRow({ account, channel, known }: Props) {
  const { id, name, kind, handle } = account;
  const { ref, entry } = useIntersection();
  const { data } = useQuery({ ...getChannelAccount(id), enabled: entry?.isIntersecting === true });
  const service = channel ?? (kind === "custom" ? t("channels.kind.custom") : t("channels.kind.telegram"));
  return (
    <li ref={ref} className={css.account}>
      <AccountMark account={account} {...(channel && { name: channel })} size={36} />
      <div className={css.what}>
        <Link to="/channels/accounts/$accountId" params={{ accountId: id }} className={list.link}>
          {name}
        </Link>
        <p className={css.kind}>{[service, handle].filter(Boolean).join(" · ")}</p>
      </div>
      <StateBadge state={stateOf(account, known)} />
      <div className={css.activity}>{data && <Activity account={data} />}</div>
    </li>
  );
}

function Activity({ account: { last_message_at: last, last_delivery: delivery } }: { account: AccountDetails }) {
  return (
    <>
      <p>
        {t("channels.last_message")} {last ? <When at={last} /> : t("channels.never")}
      </p>
      {delivery && (
        <p data-bad={delivery.result !== "SENT" || undefined}>
          {t(`deliveries.result.${delivery.result}`)} <When at={delivery.at} />
        </p>
      )}
    </>
  );
}
