import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { Problem } from "../api/problems.ts";
import { accountChanged, type AccountDetails } from "../api/queries/accounts.ts";
import type { Channel } from "../api/queries/channels.ts";
import { Hint } from "../shared/Hint.tsx";
import form from "../shared/form.module.css";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import { CheckResult } from "./CheckResult.tsx";
import { CredentialFields } from "./CredentialFields.tsx";
import { fieldsOf, troublesOf, valuesOf, type Entered } from "./fields.ts";
import { OverlapChoice } from "../shared/OverlapChoice.tsx";
import { useFocusOnError } from "../shared/useFocusOnError.ts";

/** New credentials for the same account. They are gone from here as soon as the desk has them. */
export function ReplaceCredentials({ account, channel }: { account: AccountDetails; channel: Channel }) {
  const queries = useQueryClient();
  const fields = fieldsOf(channel.credential_fields);
  const [entered, setEntered] = useState<Entered>(() => ({ ...chosen(account) }));
  const [overlap, setOverlap] = useState(24);
  const [tried, setTried] = useState(0);
  const replace = useMutation({
    gcTime: 0,
    mutationFn: (credentials: () => Record<string, string | number | boolean>) => {
      const params = { path: { account_id: account.id } };
      const body = { credentials: credentials(), overlap_hours: overlap };
      return answer(api.PUT("/channel-accounts/{account_id}/credentials", { params, body }));
    },
    onSuccess: async () => {
      setEntered({ ...chosen(account) });
      setTried(0);
      await accountChanged(queries, account.id);
    },
  });
  const problem = replace.error instanceof Problem ? replace.error : undefined;
  const element = useFocusOnError(replace.error ?? (tried || undefined));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(tried + 1);
    const values = valuesOf(fields, entered);
    if (Object.keys(troublesOf(fields, entered)).length === 0) replace.mutate(() => values);
  };
  return (
    <form ref={element} className={form.section} onSubmit={submit} noValidate>
      <h2 className={form.heading}>{t("channels.replace")}</h2>
      <Hint>{t("channels.replace.hint")}</Hint>
      <div className={form.fields}>
        <CredentialFields
          fields={fields}
          entered={entered}
          tried={tried > 0}
          refused={(name) => problem?.at(`credentials.${name}`)}
          onChange={(next) => {
            setEntered(next);
            replace.reset();
          }}
        />
        <OverlapChoice value={overlap} onChange={setOverlap} />
      </div>
      <Failure error={replace.error} shown={["credentials."]} />
      {replace.data && <Notice tone="good" title={t("channels.replace.done")} />}
      {replace.data && channel.checks_credentials && <CheckResult check={replace.data.credentials_check} />}
      <div className={form.buttons}>
        <Button type="submit" loading={replace.isPending}>
          {t("channels.replace.do")}
        </Button>
      </div>
    </form>
  );
}

/** What is no secret stands in the form as it was chosen: left out, it would be forgotten. */
const chosen = ({ service_settings }: AccountDetails): Entered =>
  Object.fromEntries(
    Object.entries(service_settings).map(([name, value]) => [name, typeof value === "boolean" ? value : String(value)]),
  );
