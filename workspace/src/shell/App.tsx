import { DirectionProvider, MantineProvider } from "@mantine/core";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense, useEffect, useState } from "react";
import { resumeWhenOnline } from "../api/queries.ts";
import { SessionContext } from "../session/context.ts";
import type { Session } from "../session/session.ts";
import { begun } from "../shared/begun.ts";
import type { Config } from "../shared/config.ts";
import { listen } from "../shared/keys/index.ts";
import { DENSITIES, density, language, type Language } from "../shared/preferences.ts";
import { useStore } from "../shared/store.ts";
import { loadAllTexts } from "../shared/texts/index.ts";
import { loadToasts } from "../shared/toasts.ts";
import type { AppRouter } from "./router.tsx";
import { ConfigContext } from "./version.ts";
import { theme, variables } from "./theme.ts";

const Notifications = lazy(async () => ({ default: (await loadToasts()).Notifications }));

type Props = { config: Config; session: Session; queries: QueryClient; router: AppRouter };

export function App({ config, session, queries, router }: Props) {
  const tag = useLoadedLanguage();
  const spacing = useStore(density);
  const ready = useStore(begun);
  useEffect(listen, []);
  useEffect(() => resumeWhenOnline(queries), [queries]);
  useEffect(() => {
    document.documentElement.lang = tag;
    document.documentElement.style.setProperty("--density", String(DENSITIES[spacing]));
    document.documentElement.dataset["density"] = spacing;
  }, [tag, spacing]);
  return (
    <StrictMode>
      <DirectionProvider>
        <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
          <QueryClientProvider client={queries}>
            <SessionContext value={session}>
              <ConfigContext value={config}>
                {/* Texts are read while rendering: another language renders all of it anew. */}
                <RouterProvider key={tag} router={router} />
                {ready && (
                  <Suspense>
                    <Notifications position="bottom-center" />
                  </Suspense>
                )}
              </ConfigContext>
            </SessionContext>
          </QueryClientProvider>
        </MantineProvider>
      </DirectionProvider>
    </StrictMode>
  );
}

/** It may change in another tab, too. Until its texts are there, the page stays as it is. */
function useLoadedLanguage(): Language {
  const wanted = useStore(language);
  const [loaded, setLoaded] = useState(wanted);
  useEffect(() => {
    if (wanted !== loaded) void loadAllTexts().then(() => setLoaded(wanted));
  }, [wanted, loaded]);
  return loaded;
}
