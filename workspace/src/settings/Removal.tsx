import { Button, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Failure } from "../api/Failure.tsx";
import { Problem } from "../api/problems.ts";
import { announce } from "../shared/announce.ts";
import form from "../shared/form.module.css";
import { Hint } from "../shared/Hint.tsx";
import { t } from "../shared/texts/index.ts";

type Props<T> = {
  name: string;
  /** What becomes of it. */
  hint: string;
  /** What has to be chosen first, and whether it was. */
  children?: ReactNode;
  ready?: boolean;
  remove(): Promise<T>;
  onRemoved(left: T): Promise<void> | void;
};

/** Deleting, after a question. */
export function Removal<T>({ name, hint, children, ready = true, remove, onRemoved }: Props<T>) {
  const [open, setOpen] = useState(false);
  const deletion = useMutation({
    mutationFn: remove,
    onSuccess: async (left) => {
      announce(t("settings.delete.done", { name }));
      setOpen(false);
      await onRemoved(left);
    },
  });
  // Where it is used, which only the API knows.
  const inUse =
    deletion.error instanceof Problem && deletion.error.code === "property_in_use" ? deletion.error.message : undefined;
  const close = () => {
    setOpen(false);
    deletion.reset();
  };
  return (
    <section className={form.section}>
      <h2 className={form.heading}>{t("settings.delete")}</h2>
      <Hint>{hint}</Hint>
      <div className={form.buttons}>
        <Button variant="default" c="var(--mantine-color-error)" onClick={() => setOpen(true)}>
          {t("settings.delete.do")}
        </Button>
      </div>
      <Modal
        opened={open}
        onClose={close}
        title={t("settings.delete.title", { name })}
        closeButtonProps={{ "aria-label": t("settings.cancel") }}
      >
        <Hint>{hint}</Hint>
        {children}
        <Failure error={deletion.error} />
        {inUse && <Hint>{inUse}</Hint>}
        <div className={form.buttons}>
          <Button color="red.9" loading={deletion.isPending} disabled={!ready} onClick={() => deletion.mutate()}>
            {t("settings.delete.do")}
          </Button>
          <Button variant="default" onClick={close}>
            {t("settings.cancel")}
          </Button>
        </div>
      </Modal>
    </section>
  );
}
