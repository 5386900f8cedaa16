import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Ban from "lucide-react/icons/ban";
import Check from "lucide-react/icons/check";
import CheckCheck from "lucide-react/icons/check-check";
import CircleAlert from "lucide-react/icons/circle-alert";
import Clock from "lucide-react/icons/clock";
import { Problem, words } from "../api/problems.ts";
import type { Message } from "../api/timelines.ts";
import { reasonText } from "../api/reasons.ts";
import { retry } from "../api/waiting.ts";
import { now } from "../shared/clock.ts";
import { at, moment } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import css from "./delivery.module.css";
import { isNotYet } from "./NotYet.tsx";

const ICONS = {
  QUEUED: Clock,
  SENT: Check,
  DELIVERED: CheckCheck,
  READ: CheckCheck,
  FAILED: CircleAlert,
  CANCELLED: Ban,
};

/** Where a reply is: in words, not by colour alone. */
export function Delivery({ message }: { message: Message }) {
  const { status, attempts, due_at: due } = message;
  if (!status) return null;
  const Icon = ICONS[status];
  const retried = isNotYet(message);
  const later = status === "QUEUED" && attempts === 0 && due !== null && Date.parse(due) > now();
  return (
    <span className={css.state} data-status={status} title={message.status_at ? moment(message.status_at) : undefined}>
      <Icon size={14} />
      {later ? held(message) : retried ? t("waiting.not_yet") : t(`conversation.status.${status}`)}
    </span>
  );
}

const SHORT_MS = 60_000;

/** Until when; not by the second, for a moment in which it can be undone. */
const held = ({ due_at, created_at }: Message): string =>
  Date.parse(due_at!) - Date.parse(created_at) <= SHORT_MS
    ? t("waiting.held")
    : t("waiting.due", { when: at(due_at!) });

/** What the reader can do about it, by the code of the failure; the others say it in their reason. */
const ADVICE = ["maybe_sent", "blocked", "account_inactive", "account_unauthorized", "bot_unauthorized"] as const;
const adviceFor = (code: string | undefined) => ADVICE.find((each) => each === code);
/** Sending the same once more would fail the same way. */
const FINAL = ["blocked", "receive_only", "channel_gone", "account_deleted", "not_carried", "message_unknown"];

/** Why a reply did not arrive, and what to do. */
export function Failed({ message }: { message: Message }) {
  const code = message.failure?.code;
  const advice = adviceFor(code);
  const unsure = code === "maybe_sent";
  return (
    <div className={css.failed} role="group" aria-label={t("conversation.status.FAILED")}>
      <p>
        <strong>{unsure ? t("conversation.failed.unsure") : t("conversation.failed")}</strong>{" "}
        <span dir="auto">{message.failure && reasonText(message.failure)}</span>
      </p>
      {advice && <p>{t(`conversation.failed.do.${advice}`)}</p>}
      {!FINAL.includes(code ?? "") && <SendAgain message={message} unsure={unsure} />}
    </div>
  );
}

/** Under the same id, where it stands. What may have arrived is not sent twice unless somebody says so. */
function SendAgain({ message, unsure }: { message: Message; unsure: boolean }) {
  const queries = useQueryClient();
  const send = useMutation({ mutationFn: (sure: boolean) => retry(queries, message, sure) });
  const asked = send.error instanceof Problem && send.error.code === "may_have_arrived";
  return (
    <>
      {asked && <p role="alert">{t("waiting.retry.sure")}</p>}
      <Button
        size="compact-sm"
        variant="default"
        loading={send.isPending}
        onClick={() => send.mutate(unsure || asked)}
        className={css.again}
      >
        {unsure || asked ? t("conversation.failed.again.unsure") : t("conversation.failed.again")}
      </Button>
      {send.isError && !asked && <p role="alert">{words(send.error)}</p>}
    </>
  );
}
