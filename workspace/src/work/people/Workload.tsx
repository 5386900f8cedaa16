import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { User } from "../../api/queries/people.ts";
import { t } from "../../shared/texts/index.ts";
import { loadWords } from "../routing/words.ts";
import { away } from "./words.ts";
import css from "./workload.module.css";

type Props = { user: User | undefined; adding?: number };

/** Whether somebody is there, and how many tickets they have. More than they can take may be given, knowingly. */
export function Workload({ user, adding = 1 }: Props) {
  if (!user) return null;
  const { availability, open_tickets, capacity } = user;
  const full = capacity.total !== null && open_tickets + adding > capacity.total;
  return (
    <span className={css.load} data-full={full || undefined}>
      <span className={css.dot} data-state={availability.state} aria-hidden />
      {availability.state === "available" ? t("people.available") : away(availability)}
      {" · "}
      {full && <TriangleAlert size={13} aria-label={t("people.full")} role="img" />}
      {loadWords(open_tickets, capacity.total)}
    </span>
  );
}
