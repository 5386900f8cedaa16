import type { QueryClient } from "@tanstack/react-query";
import { createRoute, createRouter, redirect } from "@tanstack/react-router";
import { listTickets } from "../api/queries/tickets.ts";
import { accountSearch, channelsSearch, connectedSearch } from "../channels/search.ts";
import { toWhomOf } from "../composer/toWhom.ts";
import { searchAddress } from "../search/address.ts";
import type { Session } from "../session/session.ts";
import { fromOf } from "../settings/views/from.ts";
import { filtersOf, isAgent, queryOf } from "../tickets/filters.ts";
import { Desk, NothingChosen } from "./Desk.tsx";
import { lazyRouteComponent } from "./later.ts";
import { root } from "./root.ts";
import { settings } from "./settings.ts";
import { Broken, NotFound } from "./Trouble.tsx";
import { TicketScreen } from "./TicketScreen.tsx";

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/tickets", replace: true });
  },
});

/** The filters are the address, so that a list can be sent to a colleague. */
const tickets = createRoute({
  getParentRoute: () => root,
  path: "/tickets",
  validateSearch: filtersOf,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    if (isAgent(deps.owner)) return;
    void context.queries.prefetchQuery(listTickets(queryOf(deps, context.session.person()?.id ?? "")));
  },
  component: Desk,
});
const noTicket = createRoute({ getParentRoute: () => tickets, path: "/", component: NothingChosen });
const ticket = createRoute({ getParentRoute: () => tickets, path: "$ticketId", component: TicketScreen });

/** A screen of its own chunk: one line here, and `Link to="/…"` anywhere. */
const screens = [
  createRoute({
    getParentRoute: () => root,
    path: "/start",
    validateSearch: toWhomOf,
    component: lazyRouteComponent(() => import("../composer/Start.tsx"), "Start"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/search",
    validateSearch: searchAddress,
    component: lazyRouteComponent(() => import("../search/SearchScreen.tsx"), "SearchScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/views/$viewId",
    validateSearch: fromOf,
    component: lazyRouteComponent(() => import("../settings/views/ViewScreen.tsx"), "ViewScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/channels",
    validateSearch: channelsSearch,
    component: lazyRouteComponent(() => import("../channels/Channels.tsx"), "Channels"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/channels/catalogue",
    component: lazyRouteComponent(() => import("../channels/Catalogue.tsx"), "Catalogue"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/channels/connect/$channelId",
    component: lazyRouteComponent(() => import("../channels/Connect.tsx"), "Connect"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/channels/connected",
    validateSearch: connectedSearch,
    component: lazyRouteComponent(() => import("../channels/Connected.tsx"), "Connected"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/channels/accounts/$accountId",
    validateSearch: accountSearch,
    component: lazyRouteComponent(() => import("../channels/AccountScreen.tsx"), "AccountScreen"),
  }),
] as const;

const tree = root.addChildren([home, tickets.addChildren([noTicket, ticket]), ...screens, ...settings]);

export function makeRouter(queries: QueryClient, session: Session) {
  return createRouter({
    routeTree: tree,
    context: { queries, session },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: Broken,
    // Plain `account=17`, as somebody would type it: what a screen makes of it, it says in `validateSearch`.
    // What no screen knows is not kept in the address.
    search: { strict: true },
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: written,
  });
}
export type AppRouter = ReturnType<typeof makeRouter>;

function written(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: AppRouter;
  }
}
