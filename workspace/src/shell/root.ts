import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext } from "@tanstack/react-router";
import type { Session } from "../session/session.ts";
import { Layout } from "./Layout.tsx";

type Context = { queries: QueryClient; session: Session };

export const root = createRootRouteWithContext<Context>()({ component: Layout });
