import type { LibraryEntry } from "../../api/queries/prepared.ts";
import { date } from "../../shared/dates.ts";
import { t } from "../../shared/texts/index.ts";

/** One line below the title. */
export function about({
  kind,
  url,
  excerpt,
  quote_number,
  amount,
  currency,
  valid_until,
  file_id,
}: LibraryEntry): string {
  if (kind !== "quote") return excerpt ?? url ?? (file_id ? t("library.with_file") : "");
  const price = amount && currency ? `${amount} ${currency}` : "";
  const until = valid_until ? t("library.until.short", { date: date(`${valid_until}T12:00:00`) }) : "";
  return [quote_number, price, until].filter(Boolean).join(" · ");
}
