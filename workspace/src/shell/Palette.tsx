import "@mantine/core/styles/Input.layer.css";
import "@mantine/spotlight/styles.layer.css";
import { Kbd } from "@mantine/core";
import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from "@mantine/spotlight";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import Search from "lucide-react/icons/search";
import Settings from "lucide-react/icons/settings";
import { useEffect, useMemo, useState } from "react";
import { useMe } from "../api/queries/people.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import type { Tickets } from "../api/tickets.ts";
import { active, caps, KEYS, perform } from "../shared/keys/index.ts";
import { t } from "../shared/texts/index.ts";
import { VIEWS } from "../tickets/filters.ts";
import css from "./palette.module.css";
import { ADMINISTRATION, VIEW_ENTRIES } from "./entries.ts";
import { fitting } from "./fitting.ts";

const [store, palette] = createSpotlight();

/** Everything by its name: what can be done now, where one can go, the tickets that were loaded. */
export default function Palette({ onClose }: { onClose(): void }) {
  const [query, setQuery] = useState("");
  const entries = useEntries();
  const found = useFound(query.trim());
  useEffect(() => palette.open(), []);
  return (
    <Spotlight
      store={store}
      shortcut={null}
      actions={entries}
      query={query}
      onQueryChange={setQuery}
      filter={(_, groups) => [...fitting(query, groups as SpotlightActionGroupData[]), ...found]}
      onSpotlightClose={onClose}
      highlightQuery
      overlayProps={{ blur: 0, backgroundOpacity: 0.45 }}
      classNames={{ search: css.search }}
      attributes={{ content: { "aria-label": t("shell.search") } }}
      searchProps={{ placeholder: t("shell.palette.search"), "aria-label": t("shell.palette.search") }}
    />
  );
}

/** The last entry: what was typed, in everything that the desk has. */
function useFound(words: string): SpotlightActionData[] {
  const router = useRouter();
  if (!words) return [];
  return [
    {
      id: "search",
      label: t("shell.palette.find", { words }),
      leftSection: <Search size={18} />,
      onClick: () => void router.navigate({ to: "/search", search: { q: words } }),
    },
  ];
}

function useEntries(): SpotlightActionGroupData[] {
  const queries = useQueryClient();
  const router = useRouter();
  const { data: me } = useMe();
  return useMemo(() => {
    const done = active()
      .filter((name) => name !== "palette")
      .map((name) => ({
        id: name,
        label: t(KEYS[name].text),
        rightSection: <Kbd size="xs">{caps(name).join(" ")}</Kbd>,
        // After the palette has given the focus back.
        onClick: () => void setTimeout(perform, 0, name),
      }));
    const places = [
      ...VIEW_ENTRIES.map(({ view, icon: Icon, text }) => ({
        id: view,
        label: t(text),
        leftSection: <Icon size={18} />,
        onClick: () => void router.navigate({ to: "/tickets", search: VIEWS[view] }),
      })),
      ...[
        ...ADMINISTRATION.filter(({ scope }) => me?.permissions.includes(scope)),
        { to: "/settings/me", icon: Settings, text: "shell.nav.settings" } as const,
      ].map(({ to, icon: Icon, text }) => ({
        id: to,
        label: t(text),
        leftSection: <Icon size={18} />,
        onClick: () => void router.navigate({ to }),
      })),
    ];
    const tickets = loaded(queries.getQueriesData<Tickets>({ queryKey: ["listTickets"] })).map((ticket) => ({
      id: ticket.id,
      label: `${ticket.contact_name}: ${ticket.subject}`,
      description: ticket.preview,
      keywords: ticket.number === null ? [] : [t("tickets.number", { number: `${ticket.number}` })],
      onClick: () => void router.navigate({ to: "/tickets/$ticketId", params: { ticketId: ticket.id }, search: true }),
    }));
    return [
      { group: t("shell.palette.actions"), actions: done },
      { group: t("shell.palette.go"), actions: places },
      { group: t("shell.palette.tickets"), actions: tickets },
    ];
  }, [queries, router, me]);
}

function loaded(lists: [unknown, Tickets | undefined][]): Ticket[] {
  const tickets = lists.flatMap(([, list]) => list?.tickets ?? []);
  return [...new Map(tickets.map((ticket) => [ticket.id, ticket])).values()];
}
