import "@mantine/core/styles/Input.layer.css";
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { Problem } from "../api/problems.ts";
import { listInboxes, type Inbox } from "../api/queries/inboxes.ts";
import { useAccounts } from "../api/queries/channels.ts";
import { useMay } from "../api/queries/people.ts";
import { Refused } from "../api/Refused.tsx";
import { announce } from "../shared/announce.ts";
import form from "../shared/form.module.css";
import { Screen } from "../shared/Screen.tsx";
import { Table } from "../shared/Table.tsx";
import table from "../shared/table.module.css";
import { t } from "../shared/texts/index.ts";
import { Since } from "../shared/When.tsx";
import { InboxTeams } from "./InboxTeams.tsx";

export function Inboxes() {
  const { data: inboxes, error, refetch } = useQuery(listInboxes());
  return (
    <Screen title={t("shell.nav.inboxes")} intro={t("settings.inboxes.intro")}>
      {error && !inboxes && <Refused error={error} onRetry={() => void refetch()} />}
      {inboxes && <Listed inboxes={inboxes} />}
      {useMay("channels.write") && <NewInbox known={inboxes ?? []} />}
    </Screen>
  );
}

function Listed({ inboxes }: { inboxes: Inbox[] }) {
  const { data: accounts } = useAccounts();
  const of = (id: string) =>
    accounts?.filter((account) => account.inbox_id === id && !account.archived_at).map(({ name }) => name);
  return (
    <Table
      label={t("shell.nav.inboxes")}
      columns={[
        t("settings.inboxes.name"),
        t("settings.inboxes.accounts"),
        t("settings.inboxes.teams"),
        t("settings.created"),
      ]}
    >
      {inboxes.map((inbox) => (
        <tr key={inbox.id}>
          <th scope="row">{inbox.name}</th>
          <td>
            {accounts && (of(inbox.id)?.join(", ") || <span className={table.dimmed}>{t("settings.none")}</span>)}
          </td>
          <td>
            <InboxTeams inbox={inbox} />
          </td>
          <td className={table.nowrap}>{inbox.created_at && <Since at={inbox.created_at} />}</td>
        </tr>
      ))}
    </Table>
  );
}

function NewInbox({ known }: { known: Inbox[] }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const there = known.some((inbox) => inbox.name === name.trim());
  const create = useMutation({
    mutationFn: () => answer(api.POST("/inboxes", { body: { name: name.trim() } })),
    onSuccess: async (inbox) => {
      setName("");
      announce(t("settings.inboxes.made", { name: inbox.name }));
      await queries.invalidateQueries({ queryKey: listInboxes().queryKey });
    },
  });
  const problem = create.error instanceof Problem ? create.error : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() && !there) create.mutate();
  };
  return (
    <form className={form.section} onSubmit={submit} noValidate>
      <h2 className={form.heading}>{t("settings.inboxes.new")}</h2>
      <div className={form.fields}>
        <TextInput
          label={t("settings.inboxes.name")}
          maxLength={100}
          value={name}
          error={there ? t("settings.inboxes.there") : problem?.at("name")}
          onChange={(event) => {
            setName(event.currentTarget.value);
            create.reset();
          }}
        />
      </div>
      <Failure error={create.error} shown={["name"]} />
      <div className={form.buttons}>
        <Button type="submit" loading={create.isPending} disabled={!name.trim() || there}>
          {t("settings.inboxes.create")}
        </Button>
      </div>
    </form>
  );
}
