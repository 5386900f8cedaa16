import "./shell/styles.ts";
import { createRoot } from "react-dom/client";
import { connect } from "./api/client.ts";
import { queryClient } from "./api/queries.ts";
import { openSession } from "./session/open.ts";
import { readConfig } from "./shared/config.ts";
import { openDrafts } from "./shared/drafts.ts";
import { loadTexts } from "./shared/texts/index.ts";
import { App } from "./shell/App.tsx";
import { makeRouter } from "./shell/router.tsx";
import { SignedOut } from "./shell/SignedOut.tsx";
import { Unreachable } from "./shell/Unreachable.tsx";

async function start(): Promise<void> {
  const root = createRoot(document.getElementById("root")!);
  try {
    const [config] = await Promise.all([readConfig(), loadTexts()]);
    const session = await openSession(config);
    if (!session) return root.render(<SignedOut />);
    connect(session, config.api_url);
    openDrafts(session.person()?.id ?? "");
    const queries = queryClient();
    root.render(<App config={config} session={session} queries={queries} router={makeRouter(queries, session)} />);
  } catch (error) {
    console.warn(error);
    root.render(<Unreachable />);
  }
}

void start();
