import { Menu, UnstyledButton } from "@mantine/core";
import Download from "lucide-react/icons/download";
import Ellipsis from "lucide-react/icons/ellipsis";
import Eraser from "lucide-react/icons/eraser";
import Merge from "lucide-react/icons/merge";
import { lazy, Suspense, useRef, useState } from "react";
import type { Contact } from "../../api/queries/contacts.ts";
import { useMay } from "../../api/queries/people.ts";
import { t } from "../../shared/texts/index.ts";
import css from "../contact.module.css";

const MergeDialog = lazy(() => import("./MergeDialog.tsx"));
const PrivacyDialog = lazy(() => import("./PrivacyDialog.tsx"));

type Task = "merge" | "export" | "erase";

/** What is seldom done with a person, for those who may. `name`: as the desk shows it. */
export function ContactMenu({ contact, name }: { contact: Contact; name: string }) {
  const [task, setTask] = useState<Task>();
  const button = useRef<HTMLButtonElement>(null);
  const mayChange = useMay("tickets.write");
  const mayErase = useMay("settings.write");
  if (!mayChange && !mayErase) return null;
  const close = () => {
    setTask(undefined);
    button.current?.focus();
  };
  return (
    <>
      <Menu position="bottom-end" shadow="md" withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <UnstyledButton ref={button} className={css.pencil} aria-label={t("contact.more")}>
            <Ellipsis size={15} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {mayChange && (
            <Menu.Item leftSection={<Merge size={16} />} onClick={() => setTask("merge")}>
              {t("contact.merge")}
            </Menu.Item>
          )}
          {mayErase && (
            <>
              <Menu.Item leftSection={<Download size={16} />} onClick={() => setTask("export")}>
                {t("contact.export")}
              </Menu.Item>
              <Menu.Item leftSection={<Eraser size={16} />} onClick={() => setTask("erase")}>
                {t("contact.erase")}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {task === "merge" && <MergeDialog contact={contact} name={name} onClose={close} />}
        {(task === "export" || task === "erase") && (
          <PrivacyDialog contactId={contact.id} name={name} erasing={task === "erase"} onClose={close} />
        )}
      </Suspense>
    </>
  );
}
