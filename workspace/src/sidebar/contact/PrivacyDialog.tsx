import "@mantine/core/styles/Checkbox.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import { Button, Checkbox, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { answer, api } from "../../api/client.ts";
import { Failure } from "../../api/Failure.tsx";
import { Problem } from "../../api/problems.ts";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import { PrivacyJob } from "./PrivacyJob.tsx";

type Props = { contactId: string; name: string; erasing: boolean; onClose(): void };

/** A copy of what the desk has of a person, or the end of it. Both go on by themselves. */
export default function PrivacyDialog({ contactId, name, erasing, onClose }: Props) {
  const queries = useQueryClient();
  const key = useRef(crypto.randomUUID());
  const [sure, setSure] = useState(!erasing);
  const start = useMutation({
    mutationFn: () => {
      const params = { path: { contact_id: contactId }, header: { "idempotency-key": key.current } };
      return answer(
        erasing
          ? api.POST("/contacts/{contact_id}/erasures", { params })
          : api.POST("/contacts/{contact_id}/exports", { params }),
      );
    },
    onError: (error) => {
      if (error instanceof Problem && !error.passing) key.current = crypto.randomUUID();
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["listAuditEvents"] }),
  });
  const what = erasing ? "erase" : "export";
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`contact.${what}.title`, { name })}
      closeButtonProps={{ "aria-label": t("shell.close") }}
    >
      {start.data ? (
        <PrivacyJob begun={start.data} erasing={erasing} onClose={onClose} />
      ) : (
        <>
          <Hint>{t(`contact.${what}.hint`)}</Hint>
          {erasing && (
            <Checkbox
              mt="md"
              label={t("contact.erase.sure")}
              checked={sure}
              onChange={(event) => setSure(event.currentTarget.checked)}
            />
          )}
          <Failure error={start.error} />
          <div className={form.buttons}>
            <Button
              {...(erasing && { color: "red.9" })}
              disabled={!sure}
              loading={start.isPending}
              onClick={() => start.mutate()}
            >
              {t(`contact.${what}.do`)}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t("sidebar.contact.cancel")}
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}
