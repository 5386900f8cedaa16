import { Button, Drawer } from "@mantine/core";
import { Link, useRouterState, useSearch } from "@tanstack/react-router";
import Ellipsis from "lucide-react/icons/ellipsis";
import SquarePen from "lucide-react/icons/square-pen";
import { useEffect, useState } from "react";

import { useAccounts, type Account } from "../api/queries/channels.ts";
import { useMay, useMe } from "../api/queries/people.ts";
import { useViews } from "../api/queries/views.ts";
import { unreached } from "../live/state.ts";
import { useStore } from "../shared/store.ts";
import { t } from "../shared/texts/index.ts";
import type { Filters } from "../tickets/filters.ts";
import { AccountMark } from "../shared/ChannelMark.tsx";
import { ADMINISTRATION } from "./entries.ts";
import css from "./nav.module.css";
import { OwnViews, ViewList } from "./ViewList.tsx";

export function Nav({ className }: { className?: string }) {
  return (
    <nav className={`${css.nav} ${className ?? ""}`} aria-label={t("shell.menu")}>
      <StartButton />
      <ViewList />
      <Others />
      <Unreached />
    </nav>
  );
}

/** The same on a narrow screen. It closes when one goes somewhere. */
export function NavDrawer({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const place = useRouterState({ select: (state) => state.location.href });
  useEffect(onClose, [place]);
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      size="17rem"
      padding="xs"
      title="Kanaal"
      closeButtonProps={{ "aria-label": t("shell.close") }}
    >
      <Nav />
    </Drawer>
  );
}

function Unreached() {
  return useStore(unreached) && <p className={css.note}>{t("problems.unreached")}</p>;
}

function StartButton() {
  if (!useMay("conversations.write")) return <div className={css.start} />;
  return (
    <div className={css.start}>
      <Button
        fullWidth
        variant="default"
        leftSection={<SquarePen size={16} />}
        renderRoot={(props) => <Link to="/start" {...props} />}
      >
        {t("shell.start")}
      </Button>
    </div>
  );
}

/** What follows the views comes all at once, so that nothing moves under the pointer. */
function Others() {
  const { data: accounts } = useAccounts();
  const { data: me } = useMe();
  const { isPending } = useViews();
  if (!accounts || !me || isPending) return null;
  return (
    <>
      <OwnViews />
      <Accounts accounts={accounts.filter((account) => !account.archived_at)} />
      <Administration entries={ADMINISTRATION.filter(({ scope }) => me.permissions.includes(scope))} />
    </>
  );
}

/** A menu with more of them is no menu: the others are in the filter of the list too. */
const SOME = 15;

/** Whoever answers for one channel only stays there. */
function Accounts({ accounts }: { accounts: Account[] }) {
  const { account: chosen }: Filters = useSearch({ strict: false });
  const [all, setAll] = useState(false);
  if (accounts.length === 0) return null;
  const shown = all || accounts.length <= SOME + 1 ? accounts : accounts.slice(0, SOME);
  return (
    <>
      <h2 className={css.title}>{t("shell.nav.by_channel")}</h2>
      <ul className={css.group}>
        {shown.map((account) => (
          <li key={account.id}>
            <Link
              to="/tickets"
              search={{ account: account.id }}
              className={css.entry}
              data-active={chosen === account.id || undefined}
              activeOptions={{ exact: true }}
              aria-current={chosen === account.id ? "page" : undefined}
            >
              <AccountMark account={account} size={18} /> <span className={css.name}>{account.name}</span>
            </Link>
          </li>
        ))}
        {shown.length < accounts.length && (
          <li>
            <button type="button" className={css.entry} onClick={() => setAll(true)}>
              <Ellipsis size={17} /> {t("shell.nav.by_channel.all", { n: accounts.length })}
            </button>
          </li>
        )}
      </ul>
    </>
  );
}

function Administration({ entries }: { entries: readonly (typeof ADMINISTRATION)[number][] }) {
  if (entries.length === 0) return null;
  return (
    <>
      <h2 className={css.title}>{t("shell.nav.administration")}</h2>
      <ul className={css.group}>
        {entries.map(({ to, icon: Icon, text }) => (
          <li key={to}>
            <Link to={to} className={css.entry} activeProps={{ "data-active": true }}>
              <Icon size={17} /> {t(text)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
