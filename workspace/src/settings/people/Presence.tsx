import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client.ts";
import { Failure } from "../../api/Failure.tsx";
import { listAvailabilityChanges } from "../../api/queries/availability.ts";
import { peopleChanged, useAgents } from "../../api/queries/people.ts";
import { Refused } from "../../api/Refused.tsx";
import { announce } from "../../shared/announce.ts";
import form from "../../shared/form.module.css";
import { SmallFurther } from "../../shared/Further.tsx";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import { When } from "../../shared/When.tsx";
import { availabilityWords } from "../../work/people/words.ts";
import people from "./people.module.css";

type Turn = Schemas["TurnOut"];

/** Whether somebody is there, set by an administrator, and what it was before. */
export function Presence({ user }: { user: Schemas["UserOut"] }) {
  const queries = useQueryClient();
  const { availability, id } = user;
  const away = availability.state === "away";
  const choose = useMutation({
    mutationFn: () => {
      const body = { state: away ? ("available" as const) : ("away" as const) };
      return answer(api.PUT("/users/{user_id}/availability", { params: { path: { user_id: id } }, body }));
    },
    onSuccess: async (plan) => {
      await Promise.all([peopleChanged(queries), queries.invalidateQueries(listAvailabilityChanges(id))]);
      announce(availabilityWords(plan));
    },
  });
  return (
    <section className={form.section} aria-label={t("people.availability")}>
      <h2 className={form.heading}>{t("people.availability")}</h2>
      <p className={people.now}>{availabilityWords(availability)}</p>
      <Hint>{t("people.presence.hint")}</Hint>
      <Failure error={choose.error} />
      {user.is_active && (
        <div className={form.buttons}>
          <Button variant="default" loading={choose.isPending} onClick={() => choose.mutate()}>
            {t(away ? "people.presence.available" : "people.presence.away")}
          </Button>
        </div>
      )}
      <Turns userId={id} />
    </section>
  );
}

function Turns({ userId }: { userId: string }) {
  const found = useInfiniteQuery(listAvailabilityChanges(userId));
  const turns = found.data?.pages.flatMap(({ changes }) => changes) ?? [];
  if (found.error && turns.length === 0) return <Refused error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return null;
  return (
    <>
      <h3 className={people.title}>{t("people.history")}</h3>
      {turns.length === 0 && <Hint>{t("people.history.none")}</Hint>}
      <ol className={people.turns} aria-label={t("people.history")}>
        {turns.map((turn) => (
          <Change key={turn.id} turn={turn} />
        ))}
      </ol>
      <SmallFurther list={found}>{t("settings.audit.more")}</SmallFurther>
    </>
  );
}

function Change({ turn }: { turn: Turn }) {
  const { data: users = [] } = useAgents();
  const by = turn.by && (users.find(({ id }) => id === turn.by?.id)?.name ?? turn.by.name ?? turn.by.id);
  return (
    <li>
      <span>
        {availabilityWords({ ...turn, until: null })}
        {by && <span className={people.dimmed}> · {t("people.history.by", { name: by })}</span>}
      </span>
      <span className={people.dimmed}>
        <When at={turn.at} />
      </span>
    </li>
  );
}
