import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { answer, api } from "../../api/client.ts";
import { Permitted } from "../../api/Permitted.tsx";
import { getSnippet, preparedChanged, type Snippet } from "../../api/queries/prepared.ts";
import { Refused } from "../../api/Refused.tsx";
import { unchanged } from "../../api/versions.ts";
import { Screen } from "../../shared/Screen.tsx";
import { t } from "../../shared/texts/index.ts";
import { Removal } from "../Removal.tsx";
import { SnippetEditor } from "./SnippetEditor.tsx";

const route = getRouteApi("/settings/snippets/$snippetId");

export function SnippetScreen() {
  const { snippetId } = route.useParams();
  const isNew = snippetId === "new";
  const { data: snippet, error, refetch } = useQuery({ ...getSnippet(snippetId), enabled: !isNew });
  return (
    <Screen
      title={isNew ? t("snippets.new") : (snippet?.name ?? t("snippets.snippet"))}
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/settings/snippets" {...props} />}>
          {t("snippets.back")}
        </Button>
      }
    >
      <Permitted scope="settings.write">
        {error && !snippet && <Refused error={error} onRetry={() => void refetch()} />}
        {(isNew || snippet) && <SnippetEditor key={snippetId} snippet={snippet} />}
        {snippet && <SnippetRemoval snippet={snippet} />}
      </Permitted>
    </Screen>
  );
}

function SnippetRemoval({ snippet }: { snippet: Snippet }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <Removal
      name={snippet.name}
      hint={t("snippets.delete.hint")}
      remove={() => {
        const params = { path: { snippet_id: snippet.id }, header: unchanged(snippet) };
        return answer(api.DELETE("/snippets/{snippet_id}", { params }));
      }}
      onRemoved={async () => {
        await navigate({ to: "/settings/snippets" });
        await preparedChanged(queries, "listSnippets");
      }}
    />
  );
}
