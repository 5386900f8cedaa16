import { Menu, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import LogOut from "lucide-react/icons/log-out";
import MonitorX from "lucide-react/icons/monitor-x";
import Settings from "lucide-react/icons/settings";
import { useMe } from "../api/queries/people.ts";
import { useSession } from "../session/context.ts";
import { useSignOut } from "../session/useSignOut.ts";
import { Face } from "../shared/Face.tsx";
import { lazy, Suspense } from "react";
import { t } from "../shared/texts/index.ts";
import css from "./header.module.css";
import { later } from "./later.ts";

const MyAvailability = lazy(later(() => import("../work/people/MyAvailability.tsx")));

export function AccountMenu() {
  const session = useSession();
  const { data: me } = useMe();
  const signOut = useSignOut();
  const name = me?.name ?? session.person()?.name ?? "";
  return (
    <Menu position="bottom-end" width={240} withinPortal={false} returnFocus withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton
          aria-label={t("shell.account", { name })}
          title={me && t(`shell.account.${me.availability.state}`)}
        >
          <span className={css.me} data-state={me?.availability.state}>
            <Face name={name} size={30} />
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{name}</Menu.Label>
        <Suspense>
          <MyAvailability />
        </Suspense>
        <Menu.Item component={Link} to="/settings/me" leftSection={<Settings size={16} />}>
          {t("shell.nav.settings")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={16} />} onClick={() => signOut()}>
          {t("shell.sign_out")}
        </Menu.Item>
        <Menu.Item leftSection={<MonitorX size={16} />} onClick={() => signOut({ everywhere: true })}>
          {t("shell.sign_out_everywhere")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
