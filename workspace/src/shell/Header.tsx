import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import Keyboard from "lucide-react/icons/keyboard";
import MenuIcon from "lucide-react/icons/menu";
import Moon from "lucide-react/icons/moon";
import Sun from "lucide-react/icons/sun";
import { t } from "../shared/texts/index.ts";
import { AccountMenu } from "./AccountMenu.tsx";
import css from "./header.module.css";
import { SearchField } from "./SearchField.tsx";

type Props = { onMenu(): void; onSearch(): void; onKeys(): void };

export function Header({ onMenu, onSearch, onKeys }: Props) {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  const scheme = dark ? t("shell.light") : t("shell.dark");
  return (
    <header className={css.header}>
      <ActionIcon
        className={css.menu}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t("shell.menu")}
        onClick={onMenu}
      >
        <MenuIcon size={20} />
      </ActionIcon>
      <Link to="/tickets" className={css.brand}>
        <img src="/favicon.svg" alt="" width={24} height={24} /> Kanaal
      </Link>
      <SearchField onPalette={onSearch} />
      <ActionIcon
        className={css.wide}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t("keys.title")}
        title={t("keys.title")}
        onClick={onKeys}
      >
        <Keyboard size={18} />
      </ActionIcon>
      <ActionIcon
        className={css.wide}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={scheme}
        title={scheme}
        onClick={() => setColorScheme(dark ? "light" : "dark")}
      >
        {dark ? <Sun size={18} /> : <Moon size={18} />}
      </ActionIcon>
      <AccountMenu />
    </header>
  );
}
