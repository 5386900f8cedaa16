import { Kbd, Modal } from "@mantine/core";
import { caps, KEY_NAMES, KEYS } from "../shared/keys/index.ts";
import { singleKeys } from "../shared/preferences.ts";
import { useStore } from "../shared/store.ts";
import { t } from "../shared/texts/index.ts";
import css from "./keysheet.module.css";

const GROUPS = ["everywhere", "list", "ticket"] as const;

export default function KeySheet({ onClose }: { onClose(): void }) {
  const on = useStore(singleKeys);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("keys.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("shell.close") }}
    >
      {!on && <p className={css.off}>{t("keys.off")}</p>}
      <div className={css.groups}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3 className={css.title}>{t(`keys.group.${group}`)}</h3>
            <dl className={css.list}>
              {KEY_NAMES.filter((name) => KEYS[name].group === group).map((name) => (
                <div key={name} className={css.line}>
                  <dt>{t(KEYS[name].text)}</dt>
                  <dd>
                    {caps(name).map((cap) => (
                      <Kbd key={cap} size="sm">
                        {cap}
                      </Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
