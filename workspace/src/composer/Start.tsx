import "@mantine/core/styles/Input.layer.css";
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useAccounts, useChannels } from "../api/queries/channels.ts";
import { getFirstMessageComposer } from "../api/queries/starting.ts";
import { Refused } from "../api/Refused.tsx";
import { Screen } from "../shared/Screen.tsx";
import { isUnknown, useCleanAddress } from "../shared/useCleanAddress.ts";
import { t } from "../shared/texts/index.ts";
import { FirstMessage } from "./FirstMessage.tsx";
import { NoStart } from "./NoStart.tsx";
import { Obstacle } from "./Obstacle.tsx";
import css from "./start.module.css";

const route = getRouteApi("/start");

/** The desk writes first. */
export function Start() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const accounts = useAccounts();
  const channels = useChannels();
  const startable = new Set(
    channels.data?.filter(({ capabilities }) => capabilities.conversation_start).map(({ id }) => id),
  );
  const able = accounts.data?.filter(
    ({ channel_id, archived_at }) => channel_id && startable.has(channel_id) && !archived_at,
  );
  const choices = able?.filter(({ active }) => active);
  const only = choices?.length === 1 ? choices[0]!.id : "";
  const unknown = isUnknown(search.via, accounts);
  useCleanAddress({ via: unknown });
  const via = unknown ? undefined : search.via;
  const account = via ?? only;
  const failed = accounts.error ?? channels.error;
  return (
    <Screen title={t("shell.start")} intro={t("composer.start.intro")}>
      {failed && <Refused error={failed} onRetry={() => void Promise.all([accounts.refetch(), channels.refetch()])} />}
      {channels.data && choices?.length === 0 && !via && <NoStart off={able?.[0]} possible={startable.size > 0} />}
      {choices && (choices.length > 0 || via) && (
        <div className={css.form}>
          <NativeSelect
            label={t("composer.start.account")}
            value={account}
            onChange={({ target }) =>
              void navigate({ search: { ...search, via: target.value || undefined }, replace: true })
            }
          >
            {!only && <option value="">{t("composer.start.choose")}</option>}
            {accounts.data
              ?.filter((each) => choices.includes(each) || each.id === via)
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </NativeSelect>
          {account && <Through key={account} account={account} />}
        </div>
      )}
    </Screen>
  );
}

function Through({ account }: { account: string }) {
  const { data: carried, error, refetch } = useQuery(getFirstMessageComposer(account));
  if (error && !carried) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!carried) return null;
  if (carried.obstacle) return <Obstacle obstacle={carried.obstacle} text="" />;
  return <FirstMessage account={account} carried={carried} />;
}
