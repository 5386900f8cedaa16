import CircleCheck from "lucide-react/icons/circle-check";
import type { Schemas } from "../../api/client.ts";
import { t } from "../../shared/texts/index.ts";
import { webAddress } from "../links.ts";
import css from "./parts.module.css";
import { Out } from "./Place.tsx";

type Props = { offered: Schemas["QuickRepliesPart"]; answers: readonly string[] };

/** The quick replies that were offered, and which of them the customer chose. */
export function OfferedChoices({ offered, answers }: Props) {
  return (
    <ul className={css.choices} aria-label={t("conversation.choices")}>
      {offered.quick_replies.map(({ value, label, value_type }, at) => {
        const chosen = answers.some((answer) => answer === value || answer === label);
        const address = value_type === "URL" ? webAddress(value) : undefined;
        return (
          <li key={at} data-chosen={chosen || undefined}>
            {chosen && <CircleCheck size={14} />}
            {address ? <Out href={address}>{label ?? value}</Out> : <bdi>{label ?? value}</bdi>}
            {chosen && <span className={css.spoken}>{t("conversation.choices.chosen")}</span>}
          </li>
        );
      })}
    </ul>
  );
}
