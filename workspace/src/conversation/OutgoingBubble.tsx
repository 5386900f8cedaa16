import { Button, Group } from "@mantine/core";
import Clock from "lucide-react/icons/clock";
import { withdraw, type Outgoing } from "../api/outgoing.ts";
import { moment, time } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import css from "./bubble.module.css";
import delivery from "./delivery.module.css";
import { MessageText } from "./MessageText.tsx";
import { Parts } from "./parts/Parts.tsx";

/** A reply that the API has not taken yet: on screen at once, and it says so. */
export function OutgoingBubble({ reply }: { reply: Outgoing }) {
  const { refusal, edit, again } = reply;
  return (
    <article
      className={css.message}
      data-out
      aria-label={t("conversation.message", { name: t("conversation.you"), time: time(reply.created_at) })}
    >
      <div className={css.column}>
        <div className={css.line}>
          <div className={css.bubble} data-leaving={!refusal || undefined}>
            <Parts parts={reply.parts} place="above" />
            {reply.text && <MessageText text={reply.text} rich={reply.rich_text} />}
            <Parts parts={reply.parts} place="below" />
            <footer className={css.foot}>
              <time dateTime={reply.created_at} title={moment(reply.created_at)}>
                {time(reply.created_at)}
              </time>
              {!refusal && (
                <span className={delivery.state}>
                  <Clock size={14} /> {t("conversation.status.leaving")}
                </span>
              )}
            </footer>
          </div>
        </div>
        {refusal && (
          <div className={delivery.failed} role="alert">
            <p>
              <strong>{t("conversation.refused")}</strong> {refusal}
            </p>
            <Group gap="xs">
              {again && (
                <Button size="compact-sm" variant="default" onClick={again}>
                  {t("shell.try_again")}
                </Button>
              )}
              {edit && (
                <Button size="compact-sm" variant="default" onClick={edit}>
                  {t("conversation.edit")}
                </Button>
              )}
              <Button size="compact-sm" variant="subtle" color="gray" onClick={() => withdraw(reply.key)}>
                {t("conversation.refused.discard")}
              </Button>
            </Group>
          </div>
        )}
      </div>
    </article>
  );
}
