import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Problem, words } from "../api/problems.ts";
import { useAccounts } from "../api/queries/channels.ts";
import { reasonText } from "../api/reasons.ts";
import type { Message } from "../api/timelines.ts";
import { retry } from "../api/waiting.ts";
import { at } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import { useDoing } from "./context.ts";
import css from "./delivery.module.css";

/** Whether an attempt has failed, here or at its receiver, and another one follows by itself. */
export const isNotYet = ({ status, attempts, waits_for_account }: Message): boolean =>
  status === "QUEUED" && (attempts > 0 || waits_for_account);

/** A reply that waits for its next attempt: why, when that is, and that it can be now. */
export function NotYet({ message }: { message: Message }) {
  const { accountId } = useDoing();
  const { data: accounts } = useAccounts();
  const delivery = accounts?.find(({ id }) => id === accountId)?.delivery;
  const since = delivery?.state === "healthy" ? null : delivery?.failing_since;
  // An account can fail because of other conversations: what is wrong with this one's address is said here.
  const own = message.waits_for_account ? null : message.failure;
  const next = message.next_attempt_at ?? delivery?.next_probe_at;
  return (
    <div className={css.notyet} role="group" aria-label={t("waiting.not_yet")}>
      <p>
        <strong>{t("waiting.not_yet")}:</strong>{" "}
        <span dir="auto">
          {own ? reasonText(own) : since ? t("waiting.failing", { when: at(since) }) : t("waiting.failing.unknown")}
        </span>{" "}
        {next && t("waiting.next", { when: at(next) })}
      </p>
      <TryNow message={message} />
    </div>
  );
}

/** What may have arrived is not tried again unless somebody says so. */
function TryNow({ message }: { message: Message }) {
  const queries = useQueryClient();
  const trying = useMutation({ mutationFn: (sure: boolean) => retry(queries, message, sure) });
  const asked = trying.error instanceof Problem && trying.error.code === "may_have_arrived";
  return (
    <>
      {asked && <p role="alert">{t("waiting.retry.sure")}</p>}
      <Button size="compact-sm" variant="default" loading={trying.isPending} onClick={() => trying.mutate(asked)}>
        {asked ? t("conversation.failed.again.unsure") : t("waiting.try")}
      </Button>
      {trying.isError && !asked && <p role="alert">{words(trying.error)}</p>}
      {trying.isSuccess && <p role="status">{t("waiting.trying")}</p>}
    </>
  );
}
