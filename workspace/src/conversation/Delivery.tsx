import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Ban from "lucide-react/icons/ban";
import Check from "lucide-react/icons/check";
import CheckCheck from "lucide-react/icons/check-check";
import CircleAlert from "lucide-react/icons/circle-alert";
import Clock from "lucide-react/icons/clock";
import { answer, api } from "../api/client.ts";
import { words } from "../api/problems.ts";
import { addMessage } from "../api/queries/timeline.ts";
import type { Message } from "../api/timelines.ts";
import { reasonText } from "../api/reasons.ts";
import { moment } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import { again } from "./again.ts";
import css from "./delivery.module.css";

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
  const { status, attempts, failure } = message;
  if (!status) return null;
  const Icon = ICONS[status];
  const retried = status === "QUEUED" && attempts > 0;
  return (
    <span className={css.state} data-status={status} title={message.status_at ? moment(message.status_at) : undefined}>
      <Icon size={14} />
      {retried ? t("conversation.status.retried", { n: attempts }) : t(`conversation.status.${status}`)}
      {retried && failure && <span dir="auto">{reasonText(failure)}</span>}
    </span>
  );
}

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

/** As a new reply with a state of its own: the failed one stays in the record. */
function SendAgain({ message, unsure }: { message: Message; unsure: boolean }) {
  const client = useQueryClient();
  // The same key for the same wish, also after the row was out of sight or the page left: two clicks send one reply.
  const key = `again-${message.id}`;
  const send = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/conversations/{conversation_id}/replies", {
          params: { path: { conversation_id: message.conversation_id }, header: { "idempotency-key": key } },
          body: again(message),
        }),
      ),
    onSuccess: (sent) => addMessage(client, sent),
  });
  if (send.isSuccess) return <p>{t("conversation.failed.sent_again")}</p>;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={send.isPending}
        onClick={() => send.mutate()}
        className={css.again}
      >
        {unsure ? t("conversation.failed.again.unsure") : t("conversation.failed.again")}
      </Button>
      {send.isError && <p role="alert">{words(send.error)}</p>}
    </>
  );
}
