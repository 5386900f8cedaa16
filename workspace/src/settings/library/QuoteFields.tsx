import { TextInput } from "@mantine/core";
import { t } from "../../shared/texts/index.ts";
import type { EntryForm } from "./form.ts";

type Field = (name: keyof EntryForm, api: string) => object;

/** What is offered to a customer at a price. */
export const QuoteFields = ({ field }: { field: Field }) => (
  <>
    <TextInput label={t("library.number")} withAsterisk maxLength={64} {...field("number", "quote_number")} />
    <div style={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr) 7rem", gap: "0.75rem", alignItems: "start" }}>
      <TextInput label={t("library.amount")} inputMode="decimal" placeholder="1250.00" {...field("amount", "amount")} />
      <TextInput label={t("library.currency")} maxLength={3} placeholder="EUR" {...field("currency", "currency")} />
    </div>
    <TextInput label={t("library.until")} type="date" {...field("until", "valid_until")} />
  </>
);
