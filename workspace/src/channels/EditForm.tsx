import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Radio.layer.css";
import { Button, Radio } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { Schemas } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { Problem } from "../api/problems.ts";
import type { AccountDetails } from "../api/queries/accounts.ts";
import form from "../shared/form.module.css";
import { useKept } from "../shared/kept.ts";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import { changesOf, planOf, troubleOfPlan } from "./plan.ts";
import { PLAN_FIELDS, PlanFields } from "./PlanFields.tsx";
import { DryRun } from "./routing/DryRun.tsx";
import { SendingFields } from "./SendingFields.tsx";
import { useAccountChange } from "./useAccountChange.ts";
import { useFocusOnError } from "../shared/useFocusOnError.ts";

type Open = Schemas["OpenConversations"];

/** A form of what was read: somebody else's change in between is said, not written over. */
export function EditForm({ account }: { account: AccountDetails }) {
  const [read, setRead] = useState(account);
  const before = planOf(read);
  const [plan, setPlan, forget] = useKept(`account.${account.id}.${read.version}`, before);
  const [open, setOpen] = useState<Open>();
  const [tried, setTried] = useState(0);
  const change = useAccountChange(account.id, forget);
  const element = useFocusOnError(change.error ?? (tried || undefined));
  const changes = changesOf(plan, before);
  const moves = changes.inbox_id !== undefined;
  const differs = change.error instanceof Problem && change.error.code === "version_differs";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(tried + 1);
    if (!plan.name.trim() || troubleOfPlan(plan) || (moves && !open)) return;
    const body = { ...changes, ...(moves && open && { open_conversations: open }), version: read.version };
    change.mutate(body, { onSuccess: (saved) => setRead({ ...account, ...saved }) });
  };
  const start = () => {
    forget();
    change.reset();
    setRead(account);
    setPlan(planOf(account));
  };
  const unnamed = tried > 0 && !plan.name.trim();
  return (
    <form ref={element} onSubmit={submit} noValidate>
      <PlanFields plan={plan} error={unnamed ? NAMELESS() : change.error} tried={tried > 0} onChange={setPlan} />
      {plan.rule.automatic && <DryRun ticket={{ account_id: account.id }} rule={plan.rule} />}
      <SendingFields plan={plan} error={change.error} onChange={setPlan} />
      {moves && (
        <section className={form.section}>
          <Radio.Group
            label={t("channels.move")}
            description={t("channels.move.hint")}
            value={open ?? null}
            error={tried > 0 && !open ? t("channels.field.missing") : undefined}
            onChange={(value) => setOpen(value as Open)}
          >
            <div className={form.stack} style={{ marginBlockStart: "0.75rem" }}>
              <Radio value="stay" label={t("channels.move.stay")} />
              <Radio value="move" label={t("channels.move.move")} />
            </div>
          </Radio.Group>
        </section>
      )}
      {differs ? (
        <Notice tone="bad" title={t("channels.differs")}>
          <Button size="xs" mt="xs" variant="default" onClick={start}>
            {t("channels.differs.load")}
          </Button>
        </Notice>
      ) : (
        <Failure error={change.error} shown={PLAN_FIELDS} />
      )}
      <div className={form.buttons} style={{ marginBlockEnd: "2rem" }}>
        <Button type="submit" loading={change.isPending} disabled={Object.keys(changes).length === 0}>
          {t("channels.save")}
        </Button>
        {change.isSuccess && Object.keys(changes).length === 0 && (
          <span className={form.saved}>{t("channels.saved")}</span>
        )}
      </div>
    </form>
  );
}

const NAMELESS = () => new Problem("missing", 400, "", [{ field: "name", message: t("channels.field.missing") }]);
