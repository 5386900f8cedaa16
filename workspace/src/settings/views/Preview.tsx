import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../api/client.ts";
import { Failure } from "../../api/Failure.tsx";
import { age, moment } from "../../shared/dates.ts";
import { Face } from "../../shared/Face.tsx";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { useMinute } from "../../shared/minute.ts";
import { t } from "../../shared/texts/index.ts";
import css from "./views.module.css";

type Props = {
  found: UseQueryResult<Schemas["FoundTicketsOut"]>;
  /** A filter has no value yet, and is left out. */
  unfinished: boolean;
  /** A filter is wrong, and says so itself. */
  flawed: boolean;
};

/** What the view would show now. */
export function Preview({ found: { data, error, isFetching }, unfinished, flawed }: Props) {
  const minute = useMinute();
  return (
    <section className={form.section} aria-label={t("views.preview")}>
      <h2 className={form.heading}>{t("views.preview")}</h2>
      <p className={css.count} role="status">
        {flawed ? t("views.preview.flawed") : data && t("views.preview.count", { n: data.count })}
      </p>
      {unfinished && <Hint>{t("views.preview.unfinished")}</Hint>}
      {!flawed && <Failure error={error} />}
      <ol className={css.found} data-old={isFetching || flawed || undefined}>
        {data?.tickets.map((ticket) => (
          <li key={ticket.id}>
            <Link to="/tickets/$ticketId" params={{ ticketId: ticket.id }} className={css.ticket}>
              <Face name={ticket.contact_name} size={24} />
              <strong>
                <bdi>{ticket.contact_name}</bdi>
              </strong>
              <span className={css.said} dir="auto">
                {ticket.preview}
              </span>
              <time dateTime={ticket.last_activity_at} title={moment(ticket.last_activity_at)}>
                {age(ticket.last_activity_at, Math.max(minute, Date.parse(ticket.last_activity_at)))}
              </time>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
