import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { listSnippets, type Snippet } from "../../api/queries/prepared.ts";
import { Refused } from "../../api/Refused.tsx";
import { Empty } from "../../shared/Empty.tsx";
import list from "../../shared/entries.module.css";
import { t } from "../../shared/texts/index.ts";
import { ListScreen } from "../ListScreen.tsx";
import { foldersOf } from "../preparedfound.ts";
import { SearchField } from "../SearchField.tsx";

const route = getRouteApi("/settings/snippets");

export function Snippets() {
  return (
    <ListScreen
      title={t("shell.nav.snippets")}
      intro={t("snippets.intro")}
      add={t("snippets.new")}
      link={(props) => <Link to="/settings/snippets/$snippetId" params={{ snippetId: "new" }} {...props} />}
    >
      <List />
    </ListScreen>
  );
}

function List() {
  const { q } = route.useSearch();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(listSnippets());
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  if (data.snippets.length === 0) return <Empty title={t("snippets.empty")} hint={t("snippets.empty.hint")} />;
  const folders = foldersOf(data.snippets, q);
  return (
    <>
      <div className={list.tools}>
        <SearchField
          label={t("snippets.search")}
          q={q}
          onSearch={(q) => void navigate({ to: "/settings/snippets", search: { q }, replace: true })}
        />
      </div>
      {folders.length === 0 && <Empty title={t("settings.nothing_found")} />}
      {folders.map(([folder, snippets]) => (
        <section key={folder} aria-label={folder ?? t("snippets.no_folder")}>
          {folder && <h2 className={list.folder}>{folder.replaceAll("/", " / ")}</h2>}
          <ul className={list.entries}>
            {snippets.map((snippet) => (
              <Entry key={snippet.id} snippet={snippet} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Entry({ snippet: { id, name, shortcut, text } }: { snippet: Snippet }) {
  return (
    <li className={list.entry}>
      <div className={list.what}>
        <Link to="/settings/snippets/$snippetId" params={{ snippetId: id }} className={list.link}>
          {name}
        </Link>
        <p className={`${list.hint} ${list.clamped}`} dir="auto">
          {text}
        </p>
      </div>
      {shortcut && <code className={list.code}>/{shortcut}</code>}
    </li>
  );
}
