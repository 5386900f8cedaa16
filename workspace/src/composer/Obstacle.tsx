import { Button, CopyButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import Ban from "lucide-react/icons/ban";
import type { ReactNode } from "react";
import type { Schemas } from "../api/client.ts";
import { useMay } from "../api/queries/people.ts";
import { reasonText } from "../api/reasons.ts";
import { t } from "../shared/texts/index.ts";
import css from "./writing.module.css";

type Props = { obstacle: Schemas["ObstacleOut"]; text: string; children?: ReactNode };

/** What an administrator can do something about. */
const OF_THE_ACCOUNT = ["account_inactive", "account_unauthorized", "channel_gone"] as const;
/** Said in the reader's language, with what to do. */
const SAID = [...OF_THE_ACCOUNT, "account_deleted", "blocked", "nothing_to_answer", "receive_only"] as const;

/** Nothing can be sent: why, what to do, and what was written all the same. */
export function Obstacle({ obstacle, text, children }: Props) {
  const mayChange = useMay("channels.write");
  const said = SAID.find((code) => code === obstacle.code);
  return (
    <section className={css.obstacle} aria-label={t("composer.obstacle")}>
      <Ban size={18} />
      <div data-words>
        <p>
          <strong>{t("composer.obstacle")}</strong> {said ? t(`composer.obstacle.of.${said}`) : reasonText(obstacle)}
        </p>
        {text && (
          <>
            <p className={css.kept}>{text}</p>
            <CopyButton value={text}>
              {({ copy, copied }) => (
                <Button size="compact-xs" variant="default" onClick={copy}>
                  {t(copied ? "composer.obstacle.copied" : "composer.obstacle.copy")}
                </Button>
              )}
            </CopyButton>
          </>
        )}
        <div className={css.actions}>
          {children}
          {mayChange && OF_THE_ACCOUNT.some((code) => code === obstacle.code) && (
            <Button size="compact-sm" variant="default" renderRoot={(props) => <Link to="/channels" {...props} />}>
              {t("composer.obstacle.channels")}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
