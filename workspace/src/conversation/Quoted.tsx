import { UnstyledButton } from "@mantine/core";
import { t } from "../shared/texts/index.ts";
import css from "./bubble.module.css";
import type { Quote } from "./rows.ts";
import { useNames } from "./useNames.ts";

const SHOWN = 160;

/** The message that is answered. A click goes there, even if it has to be loaded first. */
export function Quoted({ quote, onJump }: { quote: Quote; onJump(id: string): void }) {
  const { named } = useNames();
  const { message } = quote;
  return (
    <UnstyledButton className={css.quote} onClick={() => onJump(quote.id)} title={t("conversation.quote.go")}>
      {message ? (
        <>
          <strong>
            <bdi>{named(message.actor)}</bdi>
          </strong>
          <span dir="auto">{message.text.slice(0, SHOWN) || message.label || t("conversation.quote.empty")}</span>
        </>
      ) : (
        t("conversation.quote.earlier")
      )}
    </UnstyledButton>
  );
}
