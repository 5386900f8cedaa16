import type { Schemas } from "../../api/client.ts";

type User = Schemas["UserOut"];
export type UserForm = {
  email: string;
  name: string;
  role: string;
  seat: boolean;
  teams: string[];
  main: string;
  /** With commas between them. */
  skills: string;
  most: string;
  /** By the id of a channel. */
  mostOf: Record<string, string>;
  active: boolean;
};

export const userForm = (user: User | undefined): UserForm => ({
  email: user?.email ?? "",
  name: user?.name ?? "",
  role: user?.role_id ?? "agent",
  seat: user?.has_service_seat ?? true,
  teams: user?.team_ids ?? [],
  main: user?.main_team_id ?? "",
  skills: user?.skills.join(", ") ?? "",
  most: user?.capacity.total?.toString() ?? "",
  mostOf: Object.fromEntries(Object.entries(user?.capacity.by_channel ?? {}).map(([id, most]) => [id, String(most)])),
  active: user?.is_active ?? true,
});

/** Empty: as many as come. */
export const mostIs = (most: string): boolean => most === "" || (/^\d{1,4}$/.test(most) && +most >= 1 && +most <= 1000);

export const isWhole = ({ email, name, most, mostOf }: UserForm): boolean =>
  email.trim() !== "" && name.trim() !== "" && [most, ...Object.values(mostOf)].every(mostIs);

const valuesOf = (form: UserForm) => ({
  name: form.name.trim(),
  role_id: form.role,
  has_service_seat: form.seat,
  team_ids: form.teams,
  main_team_id: form.teams.includes(form.main) ? form.main : null,
  skills: form.skills
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean),
  capacity: { total: form.most === "" ? null : Number(form.most), by_channel: limitsOf(form.mostOf) },
});

const limitsOf = (mostOf: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(mostOf)
      .filter(([, most]) => most !== "")
      .map(([id, most]) => [id, Number(most)]),
  );

export const invitationOf = (form: UserForm): Schemas["UserIn"] => ({ email: form.email.trim(), ...valuesOf(form) });

/** Only what differs: two people who change different fields both succeed. */
export function userPatch(form: UserForm, before: User): Schemas["UserPatchIn"] {
  const then = valuesOf(userForm(before)) as Record<string, unknown>;
  const now = Object.entries(valuesOf(form));
  const changed = now.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(then[name]));
  return { ...Object.fromEntries(changed), ...(form.active !== before.is_active && { is_active: form.active }) };
}
