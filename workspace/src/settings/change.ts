import { moment } from "../shared/dates.ts";
import { t } from "../shared/texts/index.ts";
import { shown } from "./audit.ts";

/** What an id stands for. */
export type Names = { inbox(id: string): string | undefined; agent(id: string): string | undefined };

const FIELDS = [
  "active",
  "archived_at",
  "authorized",
  "connection",
  "delivery_identifier",
  "delivery_url",
  "handle",
  "inbox_id",
  "name",
  "open_conversations",
  "reopen_hours",
  "routing",
  "service_settings",
  "ticket_properties",
  "when_off",
] as const;

/** A field that was changed. One that this page does not know keeps its name. */
export function fieldWords(field: string): string {
  const known = FIELDS.find((each) => each === field);
  return known ? t(`settings.audit.field.${known}`) : field;
}

const CONNECTIONS = ["pending", "connected", "polled", "failed", "disconnected"] as const;
const MOVES = ["move", "stay"] as const;
const ANSWERS = ["retry", "stop"] as const;
const ASSIGN_TO = ["none", "contact_owner"] as const;

/** The fields whose values are words or ids of the API. Undefined: one that this page does not know. */
const VALUES: Record<string, (value: unknown, names: Names) => string | undefined> = {
  archived_at: (value) => (typeof value === "string" ? moment(value) : undefined),
  connection(value) {
    const state = CONNECTIONS.find((each) => each === part(value, "state"));
    return state && t(`channels.connection.${state}`);
  },
  delivery_identifier(value) {
    const address = part(value, "value");
    return typeof address === "string" ? address : undefined;
  },
  inbox_id: (value, names) => names.inbox(String(value)),
  open_conversations(value) {
    const what = MOVES.find((each) => each === value);
    return what && t(`channels.move.${what}`);
  },
  reopen_hours: (value) => (typeof value === "number" ? t("channels.overview.hours", { n: value }) : undefined),
  routing: routed,
  when_off(value) {
    const said = ANSWERS.find((each) => each === value);
    return said && t(`settings.audit.when_off.${said}`);
  },
};

/** A value before or after a change, as people say it. */
export function valueWords(field: string, value: unknown, names: Names): string {
  if (typeof value === "boolean") return t(value ? "property.yes" : "property.no");
  const said = value === null || value === undefined ? undefined : VALUES[field]?.(value, names);
  return said ?? shown(value);
}

function routed(value: unknown, names: Names): string | undefined {
  if (!part(value, "automatic")) return t("routing.off");
  const to = ASSIGN_TO.find((each) => each === part(value, "assign_to"));
  if (to) return t(`routing.to.${to}`);
  const agents = list(part(value, "user_ids")).map((id) => names.agent(id) ?? id);
  return [...agents, ...list(part(value, "team_ids"))].join(", ") || undefined;
}

const part = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
