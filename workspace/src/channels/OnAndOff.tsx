import { Button, Radio } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import type { AccountDetails } from "../api/queries/accounts.ts";
import { Hint } from "../shared/Hint.tsx";
import form from "../shared/form.module.css";
import { t } from "../shared/texts/index.ts";
import { useAccountChange } from "./useAccountChange.ts";

const CHOICES = ["retry", "stop"] as const;

/** Off without deleting: what senders are told meanwhile is chosen here, and said. */
export function OnAndOff({ account }: { account: AccountDetails }) {
  const [whenOff, setWhenOff] = useState<Schemas["WhenDisabled"]>(account.when_off);
  const change = useAccountChange(account.id);
  return (
    <section className={form.section}>
      <h2 className={form.heading}>{t(account.active ? "channels.off" : "channels.on")}</h2>
      <Hint>{t(account.active ? "channels.off.hint" : "channels.on.hint")}</Hint>
      <div className={form.fields}>
        <Radio.Group
          label={t("channels.when_off")}
          value={whenOff}
          onChange={(value) => setWhenOff(value as Schemas["WhenDisabled"])}
        >
          <div className={form.stack} style={{ marginBlockStart: "0.5rem" }}>
            {CHOICES.map((choice) => (
              <Radio key={choice} value={choice} label={t(`channels.when_off.${choice}`)} />
            ))}
          </div>
        </Radio.Group>
      </div>
      <Failure error={change.error} />
      <div className={form.buttons}>
        <Button
          variant={account.active ? "default" : "filled"}
          loading={change.isPending}
          onClick={() => change.mutate({ active: !account.active, when_off: whenOff })}
        >
          {t(account.active ? "channels.off.do" : "channels.on.do")}
        </Button>
        {!account.active && whenOff !== account.when_off && (
          <Button variant="default" disabled={change.isPending} onClick={() => change.mutate({ when_off: whenOff })}>
            {t("channels.save")}
          </Button>
        )}
      </div>
    </section>
  );
}
