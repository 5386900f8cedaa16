import { accountIdOf } from "../shared/accountId.ts";
import type { AuditEvent } from "../api/queries/administration.ts";

type AuditType = AuditEvent["type"];
export type AuditSearch = { account?: string | undefined; type?: AuditType | undefined };

export const AUDIT_TYPES: readonly AuditType[] = [
  "channel_account.connected",
  "channel_account.updated",
  "channel_account.switched_off",
  "channel_account.switched_on",
  "channel_account.moved",
  "channel_account.secret_rotated",
  "channel_account.credentials_replaced",
  "channel_account.connection_changed",
  "channel_account.deleted",
  "channel_account.redriven",
  "app.secret_rotated",
  "ticket_property.created",
  "ticket_property.updated",
  "ticket_property.deleted",
  "pipeline.created",
  "pipeline.updated",
  "pipeline.deleted",
  "user.created",
  "user.updated",
  "user.removed",
  "user.invited",
  "team.created",
  "team.updated",
  "team.deleted",
  "role.created",
  "role.updated",
  "role.deleted",
  "inbox.limited",
  "api_token.created",
  "api_token.revoked",
  "webhook_subscription.created",
  "webhook_subscription.updated",
  "webhook_subscription.secret_rotated",
  "webhook_subscription.failing",
  "webhook_subscription.disabled",
  "webhook_subscription.deleted",
  "snippet.created",
  "snippet.updated",
  "snippet.deleted",
  "library_entry.created",
  "library_entry.updated",
  "library_entry.deleted",
  "view.created",
  "view.updated",
  "view.deleted",
  "settings.updated",
  "user.availability_updated",
];

export const auditSearch = (given: Record<string, unknown>): AuditSearch => ({
  account: accountIdOf(given["account"]),
  type: AUDIT_TYPES.find((type) => type === given["type"]),
});

/** A value of a change, in few words: it may be a rule or a list. */
export function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "object") {
    const parts = Array.isArray(value) ? value.map(shown) : Object.entries(value).map(([k, v]) => `${k}: ${shown(v)}`);
    return parts.join(", ") || "–";
  }
  return String(value);
}
