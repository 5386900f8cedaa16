import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { announce } from "../../shared/announce.ts";
import { t } from "../../shared/texts/index.ts";
import { Failure } from "../Failure.tsx";
import css from "./deliveries.module.css";

type Props = { eventId: string; send(): Promise<unknown>; onDone(): Promise<void> };

export function Replay({ eventId, send, onDone }: Props) {
  const replay = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      announce(t("deliveries.replay.done"));
      await onDone();
    },
  });
  if (replay.isSuccess) return <span className={css.done}>{t("deliveries.replay.done")}</span>;
  return (
    <div>
      <Button
        variant="default"
        size="xs"
        loading={replay.isPending}
        onClick={() => replay.mutate()}
        aria-label={t("deliveries.replay.what", { event: eventId })}
      >
        {t("deliveries.replay")}
      </Button>
      <Failure error={replay.error} />
    </div>
  );
}
