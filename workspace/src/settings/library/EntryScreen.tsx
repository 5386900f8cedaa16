import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { answer, api } from "../../api/client.ts";
import { Permitted } from "../../api/Permitted.tsx";
import { getLibraryEntry, preparedChanged, type LibraryEntry } from "../../api/queries/prepared.ts";
import { Refused } from "../../api/Refused.tsx";
import { unchanged } from "../../api/versions.ts";
import { Screen } from "../../shared/Screen.tsx";
import { t } from "../../shared/texts/index.ts";
import { Removal } from "../Removal.tsx";
import { EntryEditor } from "./EntryEditor.tsx";

const route = getRouteApi("/settings/library/$entryId");

export function EntryScreen() {
  const { entryId } = route.useParams();
  const { kind } = route.useSearch();
  const isNew = entryId === "new";
  const { data: entry, error, refetch } = useQuery({ ...getLibraryEntry(entryId), enabled: !isNew });
  return (
    <Screen
      title={isNew ? t("library.new") : (entry?.title ?? t("library.entry"))}
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/settings/library" {...props} />}>
          {t("library.back")}
        </Button>
      }
    >
      <Permitted scope="settings.write">
        {error && !entry && <Refused error={error} onRetry={() => void refetch()} />}
        {(isNew || entry) && <EntryEditor key={entryId} entry={entry} kind={kind} />}
        {entry && <EntryRemoval entry={entry} />}
      </Permitted>
    </Screen>
  );
}

function EntryRemoval({ entry }: { entry: LibraryEntry }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <Removal
      name={entry.title}
      hint={t("library.delete.hint")}
      remove={() => {
        const params = { path: { entry_id: entry.id }, header: unchanged(entry) };
        return answer(api.DELETE("/library/{entry_id}", { params }));
      }}
      onRemoved={async () => {
        await navigate({ to: "/settings/library" });
        await preparedChanged(queries, "listLibrary");
      }}
    />
  );
}
