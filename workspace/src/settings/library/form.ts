import type { Schemas } from "../../api/client.ts";
import type { EntryKind, LibraryEntry } from "../../api/queries/prepared.ts";
import { changes } from "../../shared/merged.ts";

export type EntryForm = {
  kind: EntryKind;
  title: string;
  url: string;
  excerpt: string;
  file: string;
  number: string;
  amount: string;
  currency: string;
  until: string;
};

/** The fields of the API that each kind has, beside title, address and excerpt. */
const OWN: Record<EntryKind, readonly (keyof EntryForm)[]> = {
  document: ["file"],
  article: [],
  meeting_link: [],
  video: [],
  quote: ["number", "amount", "currency", "until"],
};
export const has = (kind: EntryKind, field: keyof EntryForm): boolean => OWN[kind].includes(field);
export const needsAddress = (kind: EntryKind): boolean => kind !== "document" && kind !== "quote";

export const formOf = (found: LibraryEntry | undefined, kind: EntryKind = "document"): EntryForm => ({
  kind: found?.kind ?? kind,
  title: found?.title ?? "",
  url: found?.url ?? "",
  excerpt: found?.excerpt ?? "",
  file: found?.file_id ?? "",
  number: found?.quote_number ?? "",
  amount: found?.amount ?? "",
  currency: found?.currency ?? "",
  until: found?.valid_until ?? "",
});

/** What another kind has is left out, though it may have been typed before the kind was changed. */
export function bodyOf(form: EntryForm): Schemas["LibraryEntryIn"] {
  const own = (field: keyof EntryForm) => (has(form.kind, field) && form[field].trim()) || null;
  return {
    kind: form.kind,
    title: form.title.trim(),
    url: form.url.trim() || null,
    excerpt: form.excerpt.trim() || null,
    file_id: own("file"),
    quote_number: own("number"),
    amount: own("amount")?.replace(",", ".") ?? null,
    currency: own("currency")?.toUpperCase() ?? null,
    valid_until: own("until"),
  };
}

export function patchOf(form: EntryForm, before: LibraryEntry): Schemas["LibraryEntryPatchIn"] {
  const { kind: _, ...changed } = changes(bodyOf(form), bodyOf(formOf(before)));
  return changed;
}
