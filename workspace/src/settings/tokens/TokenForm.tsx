import "@mantine/core/styles/Input.layer.css";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Schemas } from "../../api/client.ts";
import { Failure } from "../../api/Failure.tsx";
import { Problem } from "../../api/problems.ts";
import { useActiveAgents, useMe } from "../../api/queries/people.ts";
import { listRoles } from "../../api/queries/roles.ts";
import { now } from "../../shared/clock.ts";
import form from "../../shared/form.module.css";
import { t } from "../../shared/texts/index.ts";
import { useFocusOnError } from "../../shared/useFocusOnError.ts";
import { PermissionPicks } from "../people/PermissionPicks.tsx";

/** In days; 0: without an end. */
const VALID_FOR = [30, 90, 365, 0] as const;
const DAY = 86_400_000;

type Props = { error: unknown; sending: boolean; onSend(body: Schemas["ApiTokenIn"]): void };

export function TokenForm({ error, sending, onSend }: Props) {
  const me = useMe().data;
  const { data: users = [] } = useActiveAgents();
  const { data: roles = [] } = useQuery(listRoles());
  const [name, setName] = useState("");
  const [chosenOwner, setOwner] = useState<string>();
  const [days, setDays] = useState<number>(VALID_FOR[1]);
  const [scopes, setScopes] = useState<string[]>([]);
  const [tried, setTried] = useState(0);
  const owner = chosenOwner ?? me?.id ?? "";
  const roleOf = users.find(({ id }) => id === owner)?.role_id;
  const ofOwner = roles.find(({ id }) => id === roleOf)?.permissions ?? [];
  const allowed = ofOwner.filter((each) => me?.permissions.includes(each));
  const wanted = scopes.filter((each) => allowed.includes(each));
  const problem = error instanceof Problem ? error : undefined;
  const element = useFocusOnError(error ?? (tried || undefined));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(tried + 1);
    if (!name.trim() || wanted.length === 0) return;
    const expires_at = days ? new Date(now() + days * DAY).toISOString() : null;
    onSend({ name: name.trim(), scopes: wanted, owner_id: owner, expires_at });
  };
  const missing = tried > 0 && wanted.length === 0;
  return (
    <form ref={element} onSubmit={submit} noValidate>
      <div className={form.fields}>
        <TextInput
          label={t("tokens.name")}
          description={t("tokens.name.hint")}
          withAsterisk
          maxLength={256}
          value={name}
          error={tried > 0 && !name.trim() ? t("settings.missing") : problem?.at("name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t("tokens.acts_for")}
          description={t("tokens.acts_for.hint")}
          data={users.map(({ id, name: called }) => ({ value: id, label: called }))}
          value={owner}
          error={problem?.at("owner_id")}
          onChange={(event) => setOwner(event.currentTarget.value)}
        />
        <NativeSelect
          label={t("tokens.valid")}
          data={VALID_FOR.map((n) => ({
            value: String(n),
            label: n ? t("tokens.valid.days", { n }) : t("tokens.valid.endless"),
          }))}
          value={String(days)}
          error={problem?.at("expires_at")}
          onChange={(event) => setDays(Number(event.currentTarget.value))}
        />
        <PermissionPicks
          label={t("tokens.scopes")}
          hint={t("tokens.scopes.hint")}
          chosen={wanted}
          allowed={allowed}
          error={
            missing ? t("tokens.scopes.missing") : problem?.errors.find((e) => e.field.startsWith("scopes"))?.message
          }
          onChange={setScopes}
        />
      </div>
      <Failure error={error} shown={["name", "owner_id", "expires_at", "scopes", "scopes["]} />
      <div className={form.buttons}>
        <Button type="submit" loading={sending}>
          {t("settings.create")}
        </Button>
      </div>
    </form>
  );
}
