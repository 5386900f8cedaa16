import { NativeSelect } from "@mantine/core";
import { t } from "../shared/texts/index.ts";

const HOURS = [0, 1, 24, 72, 168];

/** How long the previous ones stay valid, while the other side switches. */
export function OverlapChoice({ value, onChange }: { value: number; onChange(hours: number): void }) {
  return (
    <NativeSelect
      label={t("channels.overlap")}
      description={t("channels.overlap.hint")}
      data={HOURS.map((n) => ({
        value: String(n),
        label: n === 0 ? t("channels.overlap.none") : t("channels.overlap.hours", { n }),
      }))}
      value={String(value)}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    />
  );
}
