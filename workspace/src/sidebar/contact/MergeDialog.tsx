import { Button, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../../api/client.ts";
import { Failure } from "../../api/Failure.tsx";
import { contactsMerged, type Contact } from "../../api/queries/contacts.ts";
import { unchanged } from "../../api/versions.ts";
import { announce } from "../../shared/announce.ts";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import { FindContact } from "./FindContact.tsx";
import { WhatMoves } from "./WhatMoves.tsx";

type Props = { contact: Contact; name: string; onClose(): void };

/** Two contacts that are one person: first what would move, then the merge. */
export default function MergeDialog({ contact, name, onClose }: Props) {
  const queries = useQueryClient();
  const params = { path: { contact_id: contact.id } };
  const preview = useMutation({
    mutationFn: (other: string) =>
      answer(api.POST("/contacts/{contact_id}/merges", { params, body: { contact_id: other, preview: true } })),
  });
  const merge = useMutation({
    mutationFn: (other: string) =>
      answer(
        api.POST("/contacts/{contact_id}/merges", {
          params: { ...params, header: unchanged(contact) },
          body: { contact_id: other },
        }),
      ),
    onSuccess: async () => {
      await contactsMerged(queries, contact.id);
      announce(t("contact.merged.said", { name }));
      onClose();
    },
  });
  const found = preview.data;
  const again = () => {
    preview.reset();
    merge.reset();
  };
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t("contact.merge.title", { name })}
      closeButtonProps={{ "aria-label": t("shell.close") }}
    >
      <Hint>{t("contact.merge.hint")}</Hint>
      {found ? (
        <>
          <WhatMoves preview={found} name={name} />
          <Failure error={merge.error} />
          <div className={form.buttons}>
            <Button loading={merge.isPending} onClick={() => merge.mutate(found.merged.id)}>
              {t("contact.merge.do")}
            </Button>
            <Button variant="default" onClick={again}>
              {t("contact.merge.other")}
            </Button>
          </div>
        </>
      ) : (
        <>
          <FindContact without={contact.id} onChoose={(id) => preview.mutate(id)} />
          <Failure error={preview.error} />
        </>
      )}
    </Modal>
  );
}
