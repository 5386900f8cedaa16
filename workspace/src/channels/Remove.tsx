import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { accountChanged, type AccountDetails } from "../api/queries/accounts.ts";
import { announce } from "../shared/announce.ts";
import { Hint } from "../shared/Hint.tsx";
import form from "../shared/form.module.css";
import { t } from "../shared/texts/index.ts";

export function Remove({ account }: { account: AccountDetails }) {
  const [open, setOpen] = useState(false);
  return (
    <section className={form.section}>
      <h2 className={form.heading}>{t("channels.delete")}</h2>
      <Hint>{t("channels.delete.hint")}</Hint>
      <div className={form.buttons}>
        <Button variant="default" c="var(--mantine-color-error)" onClick={() => setOpen(true)}>
          {t("channels.delete.do")}
        </Button>
      </div>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t("channels.delete.title", { name: account.name })}
        closeButtonProps={{ "aria-label": t("channels.cancel") }}
      >
        <Confirmation account={account} onCancel={() => setOpen(false)} />
      </Modal>
    </section>
  );
}

/** The name is typed, not ticked: there is no way back. The API compares it again. */
function Confirmation({ account, onCancel }: { account: AccountDetails; onCancel(): void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    mutationFn: () => {
      const params = { path: { account_id: account.id }, query: { confirm: typed } };
      return answer(api.DELETE("/channel-accounts/{account_id}", { params }));
    },
    onSuccess: async () => {
      await accountChanged(queries, account.id);
      announce(t("channels.deleted", { name: account.name }));
      await navigate({ to: "/channels" });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === account.name) remove.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Hint>{t("channels.delete.what")}</Hint>
      <div className={form.fields}>
        <TextInput
          data-autofocus
          label={t("channels.delete.type", { name: account.name })}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      <Failure error={remove.error} />
      <div className={form.buttons}>
        <Button type="submit" color="red.9" loading={remove.isPending} disabled={typed !== account.name}>
          {t("channels.delete.do")}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t("channels.cancel")}
        </Button>
      </div>
    </form>
  );
}
