import { Button, Modal, UnstyledButton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Pencil from "lucide-react/icons/pencil";
import { useState } from "react";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { Problem } from "../api/problems.ts";
import { listInboxes, type Inbox } from "../api/queries/inboxes.ts";
import { useMay } from "../api/queries/people.ts";
import { useTeams } from "../api/queries/teams.ts";
import { announce } from "../shared/announce.ts";
import form from "../shared/form.module.css";
import { Hint } from "../shared/Hint.tsx";
import { Picks } from "../shared/Picks.tsx";
import table from "../shared/table.module.css";
import { t } from "../shared/texts/index.ts";

/** Who sees the tickets of an inbox: everybody, or its teams. */
export function InboxTeams({ inbox }: { inbox: Inbox }) {
  const [open, setOpen] = useState(false);
  const { data: teams = [] } = useTeams();
  const may = useMay("users.write");
  const names = inbox.team_ids.map((id) => teams.find((team) => team.id === id)?.name ?? id);
  return (
    <>
      {names.length > 0 ? names.join(", ") : <span className={table.dimmed}>{t("settings.inboxes.everybody")}</span>}
      {may && (
        <>
          <UnstyledButton
            className={table.pencil}
            aria-label={t("settings.inboxes.limit", { name: inbox.name })}
            onClick={() => setOpen(true)}
          >
            <Pencil size={14} />
          </UnstyledButton>
          <Modal
            opened={open}
            onClose={() => setOpen(false)}
            title={t("settings.inboxes.limit", { name: inbox.name })}
            closeButtonProps={{ "aria-label": t("settings.cancel") }}
          >
            <Limits inbox={inbox} onDone={() => setOpen(false)} />
          </Modal>
        </>
      )}
    </>
  );
}

function Limits({ inbox, onDone }: { inbox: Inbox; onDone(): void }) {
  const queries = useQueryClient();
  const { data: teams = [] } = useTeams();
  const [chosen, setChosen] = useState(inbox.team_ids);
  const limit = useMutation({
    mutationFn: () =>
      answer(
        api.PUT("/inboxes/{inbox_id}/teams", { params: { path: { inbox_id: inbox.id } }, body: { team_ids: chosen } }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: listInboxes().queryKey });
      announce(t("settings.saved"));
      onDone();
    },
  });
  const problem = limit.error instanceof Problem ? limit.error : undefined;
  return (
    <>
      <Hint>{t("settings.inboxes.limit.hint")}</Hint>
      <div className={form.fields}>
        {teams.length > 0 ? (
          <Picks
            label={t("people.teams")}
            options={teams.map(({ id, name }) => ({ value: id, label: name }))}
            chosen={chosen}
            error={problem?.errors.find(({ field }) => field.startsWith("team_ids"))?.message}
            onChange={setChosen}
          />
        ) : (
          <p>{t("settings.inboxes.no_teams")}</p>
        )}
      </div>
      <Failure error={limit.error} shown={["team_ids", "team_ids["]} />
      <div className={form.buttons}>
        <Button loading={limit.isPending} disabled={teams.length === 0} onClick={() => limit.mutate()}>
          {t("settings.save")}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t("settings.cancel")}
        </Button>
      </div>
    </>
  );
}
