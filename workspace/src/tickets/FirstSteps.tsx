import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import Inbox from "lucide-react/icons/inbox";
import { useAccounts } from "../api/queries/channels.ts";
import { useMay } from "../api/queries/people.ts";
import { isLocal } from "../shared/config.ts";
import { Empty } from "../shared/Empty.tsx";
import { t } from "../shared/texts/index.ts";
import css from "./list.module.css";

/** How a desk gets its first message. */
export function FirstSteps() {
  const connected = useAccounts().data?.some(({ archived_at }) => !archived_at);
  const mayConnect = useMay("channels.write");
  const hint = connected ? "write" : mayConnect ? "connect" : "ask";
  return (
    <Empty icon={<Inbox />} title={t("tickets.first")} hint={t(`tickets.first.${hint}`)}>
      {connected && (
        <Button variant="default" renderRoot={(props) => <Link to="/channels" {...props} />}>
          {t("tickets.first.channels")}
        </Button>
      )}
      {mayConnect && (
        <Button renderRoot={(props) => <Link to="/channels/catalogue" {...props} />}>{t("tickets.first.go")}</Button>
      )}
      {isLocal() && (
        <p className={css.example}>
          {t("tickets.first.example")} <code>python3 -m examples.paper_plane</code>
        </p>
      )}
    </Empty>
  );
}
