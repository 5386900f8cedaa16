import { Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Check from "lucide-react/icons/check";
import { answer, api, type Schemas } from "../../api/client.ts";
import { words } from "../../api/problems.ts";
import { availabilityChanged } from "../../api/queries/availability.ts";
import { useMe } from "../../api/queries/people.ts";
import { announce } from "../../shared/announce.ts";
import { now } from "../../shared/clock.ts";
import { t } from "../../shared/texts/index.ts";
import { availabilityWords } from "./words.ts";
import css from "./workload.module.css";

const HOUR = 3_600_000;
/** In hours; without any: until the working hours begin or end, or the next choice. */
const AWAY_FOR = [undefined, 1, 4] as const;

/** Whether new tickets come to me, with why and until when: part of the menu of one's account. */
export default function MyAvailability() {
  const client = useQueryClient();
  const me = useMe().data;
  const choose = useMutation({
    mutationFn: (body: Schemas["AvailabilityIn"]) => answer(api.PUT("/me/availability", { body })),
    onSuccess: async (plan) => {
      await availabilityChanged(client, plan);
      announce(availabilityWords(plan));
    },
  });
  if (!me) return null;
  const { state } = me.availability;
  const away = (hours: number | undefined) =>
    choose.mutate({ state: "away", until: hours ? new Date(now() + hours * HOUR).toISOString() : null });
  return (
    <>
      <Menu.Label>
        <span className={css.dot} data-state={state} aria-hidden /> {availabilityWords(me.availability)}
        {choose.error && <p className={css.refused}>{words(choose.error)}</p>}
      </Menu.Label>
      <Menu.Item
        closeMenuOnClick={false}
        disabled={choose.isPending}
        rightSection={state === "available" && <Check size={15} />}
        onClick={() => choose.mutate({ state: "available" })}
      >
        {t("people.choose.available")}
      </Menu.Item>
      {AWAY_FOR.map((hours) => (
        <Menu.Item key={hours ?? 0} closeMenuOnClick={false} disabled={choose.isPending} onClick={() => away(hours)}>
          {hours ? t("people.choose.away_for", { n: hours }) : t("people.choose.away")}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
}
