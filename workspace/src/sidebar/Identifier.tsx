import { CopyButton, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Check from "lucide-react/icons/check";
import Copy from "lucide-react/icons/copy";
import ShieldCheck from "lucide-react/icons/shield-check";
import { listChannelAccounts } from "../api/queries/channels.ts";
import type { Contact } from "../api/queries/contacts.ts";
import { moment } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import css from "./sidebar.module.css";

type Props = { identifier: Contact["identifiers"][number] };

export function Identifier({
  identifier: { type, value, verified, verified_by, verifier, verified_at, account_id },
}: Props) {
  const { data: account } = useQuery({
    ...listChannelAccounts(),
    select: (accounts) => accounts.find(({ id }) => id === account_id),
  });
  return (
    <li>
      <span className={css.dimmed}>
        {t(`sidebar.identifier.${type}`)}
        {account && (
          <>
            {" · "}
            <bdi>{account.name}</bdi>
          </>
        )}
      </span>
      {value === null ? (
        <span>{t("sidebar.identifier.hidden")}</span>
      ) : (
        <span className={css.value}>
          <bdi>{value}</bdi>
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <UnstyledButton className={css.copy} onClick={copy} aria-label={t("sidebar.copy", { value })}>
                {copied ? <Check size={14} /> : <Copy size={14} />}
              </UnstyledButton>
            )}
          </CopyButton>
        </span>
      )}
      {verified ? (
        <span className={css.verified} title={verified_at ? moment(verified_at) : undefined}>
          <ShieldCheck size={14} />{" "}
          {verifier === "user" ? t("sidebar.verified.here") : t("sidebar.verified", { by: verified_by ?? "" })}
        </span>
      ) : (
        <span className={css.dimmed}>{t("sidebar.unverified")}</span>
      )}
    </li>
  );
}
