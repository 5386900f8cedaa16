import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Problem } from "../api/problems.ts";
import { t } from "../shared/texts/index.ts";
import css from "./work.module.css";

type Props = { status: string; busy: boolean; problem: Problem | undefined; onSend(reason: string): void };

const LONGEST = 500;

/** An administrator goes past the demands, and says why: the reason stands in the history. */
export function Anyway({ status, busy, problem, onSend }: Props) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const missing = tried && !reason.trim() ? t("work.anyway.empty") : undefined;
  return (
    <details className={css.override}>
      <summary>{t("work.anyway")}</summary>
      <div>
        <Textarea
          label={t("work.anyway.reason")}
          description={t("work.anyway.hint")}
          value={reason}
          maxLength={LONGEST}
          error={problem?.at("override.reason") ?? missing}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button
          variant="default"
          loading={busy}
          onClick={() => {
            setTried(true);
            if (reason.trim()) onSend(reason.trim());
          }}
        >
          {t("work.anyway.send", { status })}
        </Button>
      </div>
    </details>
  );
}
