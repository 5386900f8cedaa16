import { CloseButton, UnstyledButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "../../api/Failure.tsx";
import { answer, api } from "../../api/client.ts";
import type { Ticket } from "../../api/queries/tickets.ts";
import { newWish, wishFor } from "../../api/wish.ts";
import { useStore } from "../../shared/store.ts";
import { t } from "../../shared/texts/index.ts";
import type { Change } from "../useTicketChange.ts";
import css from "./bulk.module.css";
import { BulkMenus } from "./BulkMenus.tsx";
import { bulkJob } from "./job.ts";
import { JobProgress } from "./JobProgress.tsx";

type Props = {
  chosen: readonly Ticket[];
  /** How many tickets the list has. */
  loaded: number;
  onAll(): void;
  onChoose(ids: readonly string[]): void;
  onNone(): void;
};

/** One change for all that are chosen: asked for once, whatever becomes of the connection. */
export default function BulkBar({ chosen, loaded, onAll, onChoose, onNone }: Props) {
  const going = useStore(bulkJob);
  const [wish, setWish] = useState(newWish);
  const start = useMutation({
    mutationFn: async (change: Change) => {
      const body = { ticket_ids: chosen.map(({ id }) => id), change };
      const next = wishFor(wish, body);
      setWish(next);
      const header = { "idempotency-key": next.key };
      const job = await answer(api.POST("/tickets/bulk", { params: { header }, body }));
      setWish(newWish());
      bulkJob.set({ id: job.id, change, tickets: chosen });
      onNone();
    },
  });
  return (
    <section className={css.bar} aria-label={t("bulk.title")}>
      {going ? (
        <JobProgress key={going.id} going={going} onChoose={onChoose} />
      ) : (
        <>
          <div className={css.line}>
            <span aria-live="polite">{t("bulk.chosen", { n: chosen.length })}</span>
            {chosen.length < loaded && (
              <UnstyledButton className={css.all} onClick={onAll}>
                {t("bulk.all", { n: loaded })}
              </UnstyledButton>
            )}
            <CloseButton size="sm" className={css.end} aria-label={t("bulk.none")} onClick={onNone} />
          </div>
          <BulkMenus chosen={chosen} busy={start.isPending} onChange={start.mutate} />
          <Failure error={start.error} />
        </>
      )}
    </section>
  );
}
