import { Button } from "@mantine/core";
import CloudOff from "lucide-react/icons/cloud-off";
import Hourglass from "lucide-react/icons/hourglass";
import LogIn from "lucide-react/icons/log-in";
import RefreshCw from "lucide-react/icons/refresh-cw";
import { connection, type Connection } from "../api/connection.ts";
import { useSession } from "../session/context.ts";
import { useStore } from "../shared/store.ts";
import { t } from "../shared/texts/index.ts";
import css from "./bar.module.css";
import { useNewVersion } from "./version.ts";

const SAID = {
  offline: { icon: CloudOff, text: "problems.offline" },
  busy: { icon: Hourglass, text: "problems.busy" },
  unavailable: { icon: CloudOff, text: "problems.unavailable" },
} as const satisfies Record<Exclude<Connection, "good">, unknown>;

/** One line under the header, while there is something that concerns the whole page. */
export function Bar() {
  const state = useStore(connection);
  const stale = useNewVersion();
  const session = useSession();
  if (useStore(session.ended)) {
    return (
      <p role="alert" className={css.bar} data-trouble>
        <LogIn size={16} /> {t("problems.signed_out")}
        <Button size="compact-xs" onClick={() => void session.signIn()}>
          {t("shell.sign_in")}
        </Button>
      </p>
    );
  }
  if (state !== "good") {
    const { icon: Icon, text } = SAID[state];
    return (
      <p role="alert" className={css.bar} data-trouble>
        <Icon size={16} /> {t(text)}
      </p>
    );
  }
  if (!stale) return null;
  return (
    <p role="status" className={css.bar}>
      <RefreshCw size={16} /> {t("shell.new_version")}
      <Button size="compact-xs" onClick={() => location.reload()}>
        {t("shell.reload")}
      </Button>
    </p>
  );
}
