import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api, type Schemas } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { Problem } from "../api/problems.ts";
import type { Channel } from "../api/queries/channels.ts";
import { Hint } from "../shared/Hint.tsx";
import { useKept } from "../shared/kept.ts";
import form from "../shared/form.module.css";
import { t } from "../shared/texts/index.ts";
import { CredentialFields } from "./CredentialFields.tsx";
import { CheckResult } from "./CheckResult.tsx";
import { fieldsOf, troublesOf, valuesOf, type Entered } from "./fields.ts";
import { returnUrl } from "./flow.ts";
import { fieldsOf as planFieldsOf, NEW_PLAN, troubleOfPlan } from "./plan.ts";
import { PLAN_FIELDS, PlanFields } from "./PlanFields.tsx";
import { DryRun } from "./routing/DryRun.tsx";
import { useConnection } from "./useConnection.ts";
import { useFocusOnError } from "../shared/useFocusOnError.ts";

type Props = { channel: Channel; onConnected(answer: Schemas["ConnectedOut"]): void };

export function ConnectForm({ channel, onConnected }: Props) {
  const redirects = channel.connect === "redirect";
  const fields = fieldsOf(channel.credential_fields);
  const [entered, setEntered] = useState<Entered>({});
  const [plan, setPlan, forgetPlan] = useKept(`connect.${channel.id}`, NEW_PLAN);
  const [tries, setTries] = useState(0);
  const check = useCheck(channel);
  const connection = useConnection(channel, (answer) => {
    forgetPlan();
    onConnected(answer);
  });
  const problem = connection.error instanceof Problem ? connection.error : undefined;
  const element = useFocusOnError(connection.error ?? (tries > 0 ? tries : undefined));
  const ready = () => {
    setTries(tries + 1);
    return Object.keys(troublesOf(fields, entered)).length === 0;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready() || troubleOfPlan(plan) || (!channel.built_in && !plan.name.trim())) return;
    connection.mutate(() => {
      const { name, ...others } = planFieldsOf(plan);
      const way = redirects
        ? { return_url: returnUrl() }
        : fields.length > 0
          ? { credentials: valuesOf(fields, entered) }
          : {};
      return { ...others, ...(name && { name }), ...way };
    });
  };
  const credentials = (
    <section className={form.section}>
      <h2 className={form.heading}>{t("channels.credentials")}</h2>
      <Hint>{t("channels.credentials.hint")}</Hint>
      <div className={form.fields}>
        <CredentialFields
          fields={fields}
          entered={entered}
          tried={tries > 0}
          refused={(name) => (problem ?? check.problem)?.at(`credentials.${name}`)}
          onChange={(next) => {
            setEntered(next);
            check.reset();
            connection.reset();
          }}
        />
      </div>
      {channel.checks_credentials && (
        <div className={form.buttons}>
          <Button
            variant="default"
            loading={check.isPending}
            onClick={() => ready() && check.mutate(() => valuesOf(fields, entered))}
          >
            {t("channels.check")}
          </Button>
        </div>
      )}
      <Failure error={check.error} shown={["credentials."]} />
      {check.data && <CheckResult check={check.data} />}
    </section>
  );
  return (
    <form ref={element} onSubmit={submit} noValidate>
      {!redirects && fields.length > 0 && credentials}
      <PlanFields
        plan={plan}
        error={connection.error ?? nameless(tries, channel, plan.name)}
        tried={tries > 0}
        optionalName={channel.built_in}
        nameHint={nameHint(channel)}
        onChange={setPlan}
      />
      {plan.rule.automatic && <DryRun ticket={{ channel: channel.id, inbox_id: plan.inbox }} rule={plan.rule} />}
      <Failure error={connection.error} shown={["credentials.", ...PLAN_FIELDS]} />
      {redirects && <Hint>{t("channels.redirect.hint", { channel: channel.name })}</Hint>}
      <div className={form.buttons}>
        <Button type="submit" loading={connection.isPending}>
          {redirects ? t("channels.redirect.go", { channel: channel.name }) : t("channels.connect.do")}
        </Button>
      </div>
    </form>
  );
}

/** A service may know the account by a name of its own. */
function nameHint({ name: channel, built_in, connect }: Channel): string {
  if (connect === "redirect") return t("channels.plan.name.redirect", { channel });
  return t(built_in ? "channels.plan.name.optional" : "channels.plan.name.hint");
}

/** Asked before the API would ask. */
function nameless(tries: number, channel: Channel, name: string): Problem | undefined {
  if (tries === 0 || channel.built_in || name.trim()) return undefined;
  return new Problem("missing", 400, "", [{ field: "name", message: t("channels.field.missing") }]);
}

function useCheck(channel: Channel) {
  const mutation = useMutation({
    gcTime: 0,
    mutationFn: (credentials: () => Record<string, string | number | boolean>) =>
      answer(
        api.POST("/channels/{channel_id}/credential-checks", {
          params: { path: { channel_id: channel.id } },
          body: { credentials: credentials() },
        }),
      ),
  });
  return { ...mutation, problem: mutation.error instanceof Problem ? mutation.error : undefined };
}
