import { createRoute } from "@tanstack/react-router";
import { auditSearch } from "../settings/audit.ts";
import { pipelinesSearch } from "../settings/pipelines/search.ts";
import { preparedSearch } from "../settings/prepared.ts";
import { lazyRouteComponent } from "./later.ts";
import { root } from "./root.ts";

/** What one sets for oneself, and what administrators set for the desk. */
export const settings = [
  createRoute({
    getParentRoute: () => root,
    path: "/settings/me",
    component: lazyRouteComponent(() => import("../settings/Me.tsx"), "Me"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/inboxes",
    component: lazyRouteComponent(() => import("../settings/Inboxes.tsx"), "Inboxes"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/agents",
    component: lazyRouteComponent(() => import("../settings/Agents.tsx"), "Agents"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/agents/$userId",
    component: lazyRouteComponent(() => import("../settings/people/UserScreen.tsx"), "UserScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/teams/$teamId",
    component: lazyRouteComponent(() => import("../settings/people/TeamScreen.tsx"), "TeamScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/roles/$roleId",
    component: lazyRouteComponent(() => import("../settings/people/RoleScreen.tsx"), "RoleScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/api-tokens",
    component: lazyRouteComponent(() => import("../settings/tokens/ApiTokens.tsx"), "ApiTokens"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/webhooks",
    component: lazyRouteComponent(() => import("../settings/webhooks/Webhooks.tsx"), "Webhooks"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/webhooks/$webhookId",
    component: lazyRouteComponent(() => import("../settings/webhooks/WebhookScreen.tsx"), "WebhookScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/audit",
    validateSearch: auditSearch,
    component: lazyRouteComponent(() => import("../settings/Audit.tsx"), "Audit"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/files",
    component: lazyRouteComponent(() => import("../settings/Files.tsx"), "Files"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/pipelines",
    validateSearch: pipelinesSearch,
    component: lazyRouteComponent(() => import("../settings/pipelines/Pipelines.tsx"), "Pipelines"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/pipelines/$pipelineId",
    component: lazyRouteComponent(() => import("../settings/pipelines/PipelineScreen.tsx"), "PipelineScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/properties",
    component: lazyRouteComponent(() => import("../settings/properties/Properties.tsx"), "Properties"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/properties/$name",
    component: lazyRouteComponent(() => import("../settings/properties/PropertyScreen.tsx"), "PropertyScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/snippets",
    validateSearch: preparedSearch,
    component: lazyRouteComponent(() => import("../settings/snippets/Snippets.tsx"), "Snippets"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/snippets/$snippetId",
    component: lazyRouteComponent(() => import("../settings/snippets/SnippetScreen.tsx"), "SnippetScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/library",
    validateSearch: preparedSearch,
    component: lazyRouteComponent(() => import("../settings/library/Library.tsx"), "Library"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/library/$entryId",
    validateSearch: preparedSearch,
    component: lazyRouteComponent(() => import("../settings/library/EntryScreen.tsx"), "EntryScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/desk",
    component: lazyRouteComponent(() => import("../settings/DeskSettings.tsx"), "DeskSettings"),
  }),
] as const;
