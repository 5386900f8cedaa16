import { Kbd, UnstyledButton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import Command from "lucide-react/icons/command";
import Search from "lucide-react/icons/search";
import { useEffect, useRef, type SubmitEvent } from "react";
import { searchAddress } from "../search/address.ts";
import { caps, useKey } from "../shared/keys/index.ts";
import { t } from "../shared/texts/index.ts";
import css from "./header.module.css";

/** The words of a search, on whatever screen. Beside them, the palette. */
export function SearchField({ onPalette }: { onPalette(): void }) {
  const field = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { pathname, search } = useRouterState({ select: ({ location }) => location });
  const there = pathname === "/search";
  const words = there ? (search.q ?? "") : "";
  useEffect(() => {
    if (field.current) field.current.value = words;
  }, [words]);
  useKey("find", () => field.current?.select());
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const q = field.current?.value.trim() || undefined;
    void queries.invalidateQueries({ queryKey: ["search"] });
    void navigate({ to: "/search", search: { ...(there && searchAddress({ ...search })), q } });
    // From there, J goes to the first hit.
    document.getElementById("content")?.focus();
  };
  return (
    <form role="search" className={css.search} onSubmit={submit}>
      <Search size={16} />
      <input ref={field} type="search" aria-label={t("shell.find")} placeholder={t("shell.find")} />
      <UnstyledButton title={t("shell.search")} onClick={onPalette}>
        <span>{t("shell.search")}</span>
        <Kbd className={css.caps} size="xs">
          {caps("palette").join(" ")}
        </Kbd>
        <Command size={16} />
      </UnstyledButton>
    </form>
  );
}
