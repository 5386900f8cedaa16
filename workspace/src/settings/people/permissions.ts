import type { Scope } from "../../api/queries/people.ts";

/** What a role can have, and a token: first what everybody needs. */
export const PERMISSIONS = [
  "tickets.read",
  "tickets.write",
  "conversations.read",
  "conversations.write",
  "channels.read",
  "users.read",
  "channels.write",
  "settings.write",
  "users.write",
  "audit.read",
] as const satisfies readonly Scope[];

export const isPermission = (text: string): text is (typeof PERMISSIONS)[number] =>
  PERMISSIONS.some((each) => each === text);
