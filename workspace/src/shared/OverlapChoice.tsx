import { NativeSelect } from "@mantine/core";
import { t } from "./texts/index.ts";

const HOURS = [0, 1, 24, 72, 168];

/** How long the previous ones stay valid, while the other side switches. */
export function OverlapChoice({ value, onChange }: { value: number; onChange(hours: number): void }) {
  return (
    <NativeSelect
      label={t("overlap")}
      description={t("overlap.hint")}
      data={HOURS.map((n) => ({ value: String(n), label: n === 0 ? t("overlap.none") : t("overlap.hours", { n }) }))}
      value={String(value)}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    />
  );
}
