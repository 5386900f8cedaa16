import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { Problem } from "../api/problems.ts";
import { accountChanged, type AccountDetails } from "../api/queries/accounts.ts";
import { announce } from "../shared/announce.ts";
import { Hint } from "../shared/Hint.tsx";
import form from "../shared/form.module.css";
import { t } from "../shared/texts/index.ts";

export function DeliveryUrl({ account }: { account: AccountDetails }) {
  const queries = useQueryClient();
  const [url, setUrl] = useState(account.delivery_url);
  const save = useMutation({
    mutationFn: () => {
      const params = { path: { account_id: account.id } };
      return answer(
        api.PUT("/channel-accounts/{account_id}/delivery-url", { params, body: { delivery_url: url.trim() } }),
      );
    },
    onSuccess: async () => {
      await accountChanged(queries, account.id);
      announce(t("channels.saved"));
    },
  });
  const problem = save.error instanceof Problem ? save.error : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={form.section} onSubmit={submit} noValidate>
      <h2 className={form.heading}>{t("channels.delivery_url")}</h2>
      <Hint>{t("channels.delivery_url.hint")}</Hint>
      <div className={form.fields}>
        <TextInput
          aria-label={t("channels.delivery_url")}
          type="url"
          spellCheck={false}
          value={url}
          error={problem?.at("delivery_url")}
          onChange={(event) => {
            setUrl(event.currentTarget.value);
            save.reset();
          }}
        />
      </div>
      <Failure error={save.error} shown={["delivery_url"]} />
      <div className={form.buttons}>
        <Button type="submit" loading={save.isPending} disabled={url.trim() === account.delivery_url}>
          {t("channels.save")}
        </Button>
        {save.isSuccess && <span className={form.saved}>{t("channels.saved")}</span>}
      </div>
    </form>
  );
}
