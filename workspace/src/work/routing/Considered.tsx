import Check from "lucide-react/icons/check";
import Minus from "lucide-react/icons/minus";
import type { Schemas } from "../../api/client.ts";
import { useAgents } from "../../api/queries/people.ts";
import { Face } from "../../shared/Face.tsx";
import { t } from "../../shared/texts/index.ts";
import css from "./considered.module.css";
import { loadWords, otherWords, passedWords } from "./words.ts";

type Decision = Schemas["RoutingDecisionOut"];

/** Who was thought of, and why each of them has not got it. */
export function Considered({ decision }: { decision: Pick<Decision, "considered" | "others" | "owner_id"> }) {
  const { data: users = [] } = useAgents();
  const nameOf = (id: string) => users.find((each) => each.id === id)?.name ?? id;
  const others = otherWords(decision.others);
  return (
    <>
      <ul className={css.list} aria-label={t("decision.considered")}>
        {decision.considered.map((each) => (
          <li key={each.user_id} data-chosen={each.user_id === decision.owner_id || undefined}>
            <Face name={nameOf(each.user_id)} size={24} />
            <span>
              <bdi>{nameOf(each.user_id)}</bdi>
              <span className={css.why}>
                {each.eligible ? <Check size={14} /> : <Minus size={14} />}
                {passedWords(each, decision.owner_id)} · {loadWords(each.open_tickets, each.capacity)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {others && <p className={css.others}>{t("decision.others", { others })}</p>}
    </>
  );
}
