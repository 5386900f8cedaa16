import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { told } from "../api/pace.ts";
import { useMay } from "../api/queries/people.ts";
import { useLive } from "../live/useLive.ts";
import { announcement } from "../shared/announce.ts";
import { useKey } from "../shared/keys/index.ts";
import { useStore } from "../shared/store.ts";
import { t } from "../shared/texts/index.ts";
import { Bar } from "./Bar.tsx";
import { Header } from "./Header.tsx";
import css from "./layout.module.css";
import { Nav, NavDrawer } from "./Nav.tsx";
import { useTitle } from "./useTitle.ts";

const Palette = lazy(() => import("./Palette.tsx"));
const KeySheet = lazy(() => import("./KeySheet.tsx"));

export function Layout() {
  const { open, show, close } = useOverlay();
  useKey("palette", () => show("palette"));
  useKey("help", () => show("keys"));
  const navigate = useNavigate();
  useKey("start", () => void navigate({ to: "/start" }), useMay("conversations.write"));
  useFocusOnNewScreen();
  useTitle();
  useLive((ticketId) => void navigate({ to: "/tickets/$ticketId", params: { ticketId } }));
  return (
    <div className={css.page} data-live={useStore(told) || undefined}>
      <a href="#content" className={css.skip}>
        {t("shell.skip")}
      </a>
      <Header onMenu={() => show("menu")} onSearch={() => show("palette")} onKeys={() => show("keys")} />
      <Bar />
      <Nav className={css.nav} />
      <div id="content" className={css.content} tabIndex={-1}>
        <Outlet />
      </div>
      <NavDrawer opened={open === "menu"} onClose={close} />
      <Suspense>
        {open === "palette" && <Palette onClose={close} />}
        {open === "keys" && <KeySheet onClose={close} />}
      </Suspense>
      <div role="status" aria-live="polite" className={css.spoken}>
        {useStore(announcement)}
      </div>
    </div>
  );
}

/** Once it is closed, what had the focus before has it again, unless something else was given it. */
function useOverlay() {
  const [open, setOpen] = useState<"palette" | "keys" | "menu" | null>(null);
  const before = useRef<Element>(null);
  useEffect(() => {
    const lost = !open && document.activeElement === document.body;
    if (lost && before.current instanceof HTMLElement) before.current.focus();
  }, [open]);
  const show = (what: typeof open) => {
    before.current = document.activeElement;
    setOpen(what);
  };
  return { open, show, close: () => setOpen(null) };
}

/** A screen reader stays on what went away otherwise. The list keeps its focus while one walks through it. */
function useFocusOnNewScreen() {
  const screen = useRouterState({
    select: (state) =>
      state.location.pathname
        .split("/")
        .slice(0, 3)
        .join("/")
        .replace(/^\/tickets.*/, "/tickets"),
  });
  const first = useRef(screen);
  useEffect(() => {
    if (first.current === screen) return;
    first.current = screen;
    document.getElementById("content")?.focus({ preventScroll: true });
  }, [screen]);
}
