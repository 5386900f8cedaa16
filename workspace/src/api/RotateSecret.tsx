import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { at } from "../shared/dates.ts";
import form from "../shared/form.module.css";
import { Hint } from "../shared/Hint.tsx";
import { OverlapChoice } from "../shared/OverlapChoice.tsx";
import { t } from "../shared/texts/index.ts";
import { Failure } from "./Failure.tsx";

type Props<Made> = {
  title: string;
  hint: string;
  /** `overlap`: for how many hours the previous secret stays valid. */
  rotate(overlap: number): Promise<Made>;
  onRotated(): Promise<void>;
  /** Draws the new secret. */
  children(made: Made): ReactNode;
};

/** A signing secret is replaced. The new one is shown here once: the answer goes with the screen (gcTime). */
export function RotateSecret<Made extends { previous_expires_at: string }>(props: Props<Made>) {
  const [overlap, setOverlap] = useState(24);
  const rotate = useMutation({ gcTime: 0, mutationFn: () => props.rotate(overlap), onSuccess: props.onRotated });
  const made = rotate.data;
  return (
    <section className={form.section}>
      <h2 className={form.heading}>{props.title}</h2>
      <Hint>{props.hint}</Hint>
      <div className={form.fields}>
        {made ? (
          <div>
            {props.children(made)}
            <Hint>{t("secret.rotate.until", { at: at(made.previous_expires_at) })}</Hint>
          </div>
        ) : (
          <OverlapChoice value={overlap} onChange={setOverlap} />
        )}
      </div>
      <Failure error={rotate.error} />
      <div className={form.buttons}>
        <Button
          variant="default"
          loading={rotate.isPending}
          onClick={made ? () => rotate.reset() : () => rotate.mutate()}
        >
          {t(made ? "secret.rotate.hide" : "secret.rotate.do")}
        </Button>
      </div>
    </section>
  );
}
