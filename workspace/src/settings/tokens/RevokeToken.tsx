import { Button, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../../api/client.ts";
import { Failure } from "../../api/Failure.tsx";
import { tokensChanged, type ApiToken } from "../../api/queries/tokens.ts";
import { announce } from "../../shared/announce.ts";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";

/** After a question: it cannot be undone. */
export function RevokeToken({ token: { id, name } }: { token: ApiToken }) {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const revoke = useMutation({
    mutationFn: () => answer(api.DELETE("/api-tokens/{token_id}", { params: { path: { token_id: id } } })),
    onSuccess: async () => {
      setOpen(false);
      announce(t("tokens.revoked.said", { name }));
      await tokensChanged(queries);
    },
  });
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("tokens.revoke.it", { name })}
        onClick={() => setOpen(true)}
      >
        {t("tokens.revoke")}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t("tokens.revoke.title", { name })}
        closeButtonProps={{ "aria-label": t("settings.cancel") }}
      >
        <Hint>{t("tokens.revoke.hint")}</Hint>
        <Failure error={revoke.error} />
        <div className={form.buttons}>
          <Button color="red.9" loading={revoke.isPending} onClick={() => revoke.mutate()}>
            {t("tokens.revoke")}
          </Button>
          <Button variant="default" onClick={() => setOpen(false)}>
            {t("settings.cancel")}
          </Button>
        </div>
      </Modal>
    </>
  );
}
