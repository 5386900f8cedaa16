import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Switch.layer.css";
import { Button, Switch } from "@mantine/core";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import Plug from "lucide-react/icons/plug";
import Plus from "lucide-react/icons/plus";
import { useAccounts, useChannels } from "../api/queries/channels.ts";
import { useMay } from "../api/queries/people.ts";
import { Refused } from "../api/Refused.tsx";
import { Empty } from "../shared/Empty.tsx";
import { Screen } from "../shared/Screen.tsx";
import { t } from "../shared/texts/index.ts";
import { AccountRow } from "./AccountRow.tsx";
import css from "./channels.module.css";

const route = getRouteApi("/channels");

/** The accounts of all channels: what is connected, and whether it works. */
export function Channels() {
  const { data: accounts, error, refetch } = useAccounts();
  const { data: channels } = useChannels();
  const { deleted } = route.useSearch();
  const shown = accounts?.filter(({ archived_at }) => deleted || !archived_at);
  const known = channels && new Set(channels.map(({ id }) => id));
  return (
    <Screen title={t("channels.title")} intro={t("channels.intro")} actions={<ConnectButton />}>
      {error && <Refused error={error} onRetry={() => void refetch()} />}
      {shown?.length === 0 && (
        <Empty icon={<Plug />} title={t("channels.empty")} hint={t("channels.empty.hint")}>
          <ConnectButton />
        </Empty>
      )}
      {shown && shown.length > 0 && (
        <ul className={css.accounts}>
          {shown.map((account) => (
            <AccountRow
              key={account.id}
              account={account}
              channel={channels?.find(({ id }) => id === account.channel_id)?.name}
              known={known}
            />
          ))}
        </ul>
      )}
      {accounts?.some(({ archived_at }) => archived_at) && <DeletedToo on={Boolean(deleted)} />}
    </Screen>
  );
}

function DeletedToo({ on }: { on: boolean }) {
  const navigate = useNavigate();
  return (
    <Switch
      mt="md"
      label={t("channels.deleted_too")}
      checked={on}
      onChange={() => void navigate({ to: "/channels", search: on ? {} : { deleted: "1" }, replace: true })}
    />
  );
}

function ConnectButton() {
  if (!useMay("channels.write")) return null;
  return (
    <Button leftSection={<Plus size={16} />} renderRoot={(props) => <Link to="/channels/catalogue" {...props} />}>
      {t("channels.connect")}
    </Button>
  );
}
