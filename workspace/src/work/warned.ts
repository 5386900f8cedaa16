import type { Schemas } from "../api/client.ts";
import { has, t } from "../shared/texts/index.ts";
import { toast } from "../shared/toasts.ts";

type Warnings = readonly Schemas["OwnerWarningOut"][];

/** What speaks against the new owner. A code that this page does not know keeps the API's words. */
export const warningWords = (warnings: Warnings): string =>
  warnings
    .map(({ code, message }) => {
      const key = `work.warned.${code}`;
      return has(key) ? t(key as "work.warned.away") : message;
    })
    .join(" ");

/** They have the ticket: whoever gave it to them decides whether it stays so. */
export function warn(warnings: Warnings): void {
  if (warnings.length > 0)
    void toast({ color: "yellow", title: t("work.warned"), message: warningWords(warnings), autoClose: 10_000 });
}
