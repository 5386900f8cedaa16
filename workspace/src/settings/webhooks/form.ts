import type { Schemas } from "../../api/client.ts";
import type { Webhook } from "../../api/queries/webhooks.ts";
import { changes } from "../../shared/merged.ts";

type ChangeType = Schemas["ChangeType"];

/** In the order in which they are offered. */
export const TYPES = [
  "ticket.created",
  "ticket.changed",
  "ticket.followed",
  "ticket.erased",
  "message.received",
  "message.queued",
  "message.sent",
  "message.delivered",
  "message.read",
  "message.failed",
  "message.cancelled",
  "message.changed",
  "message.erased",
  "note.added",
  "note.changed",
  "note.deleted",
  "contact.created",
  "contact.changed",
  "contact.erased",
  "account.changed",
  "user.changed",
  "desk.changed",
] as const satisfies readonly ChangeType[];

export type WebhookForm = { name: string; url: string; types: string[]; notBy: string };

export const formOf = (found: Webhook | undefined): WebhookForm => ({
  name: found?.name ?? "",
  url: found?.url ?? "",
  types: found?.types ?? [],
  notBy: found?.not_by.join("\n") ?? "",
});

export const isWhole = ({ name, url }: WebhookForm): boolean => name.trim() !== "" && url.trim() !== "";

/** Each id has a line of its own; commas do as well. */
const idsOf = (written: string): string[] => [...new Set(written.split(/[\s,]+/).filter(Boolean))];

export const bodyOf = ({ name, url, types, notBy }: WebhookForm) => ({
  name: name.trim(),
  url: url.trim(),
  // A type that this page does not know yet stays chosen.
  types: types.toSorted() as ChangeType[],
  not_by: idsOf(notBy),
});

export const patchOf = (form: WebhookForm, before: Webhook): Schemas["WebhookSubscriptionPatchIn"] =>
  changes(bodyOf(form), bodyOf(formOf(before)));
