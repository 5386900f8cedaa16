import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { listLibrary, type LibraryEntry } from "../../api/queries/prepared.ts";
import { Refused } from "../../api/Refused.tsx";
import { Empty } from "../../shared/Empty.tsx";
import list from "../../shared/entries.module.css";
import { t } from "../../shared/texts/index.ts";
import { ListScreen } from "../ListScreen.tsx";
import { ENTRY_KINDS, type PreparedSearch } from "../prepared.ts";
import { entriesOf } from "../preparedfound.ts";
import { SearchField } from "../SearchField.tsx";
import { about } from "./about.ts";

const route = getRouteApi("/settings/library");

export function Library() {
  const { kind } = route.useSearch();
  return (
    <ListScreen
      title={t("shell.nav.library")}
      intro={t("library.intro")}
      add={t("library.new")}
      link={(props) => (
        <Link to="/settings/library/$entryId" params={{ entryId: "new" }} search={{ kind }} {...props} />
      )}
    >
      <List />
    </ListScreen>
  );
}

function List() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(listLibrary());
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  if (data.length === 0) return <Empty title={t("library.empty")} hint={t("library.empty.hint")} />;
  const go = (part: PreparedSearch) =>
    void navigate({ to: "/settings/library", search: { ...search, ...part }, replace: true });
  const shown = entriesOf(data, search);
  return (
    <>
      <div className={list.tools}>
        <SearchField label={t("library.search")} q={search.q} onSearch={(q) => go({ q })} />
        <NativeSelect
          aria-label={t("library.kind")}
          value={search.kind ?? ""}
          data={[
            { value: "", label: t("library.kind.any") },
            ...ENTRY_KINDS.map((value) => ({ value, label: t(`library.kinds.${value}`) })),
          ]}
          onChange={(event) => go({ kind: ENTRY_KINDS.find((each) => each === event.currentTarget.value) })}
        />
      </div>
      {shown.length === 0 && <Empty title={t("settings.nothing_found")} />}
      <ul className={list.entries}>
        {shown.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
    </>
  );
}

function Entry({ entry }: { entry: LibraryEntry }) {
  return (
    <li className={list.entry}>
      <div className={list.what}>
        <Link to="/settings/library/$entryId" params={{ entryId: entry.id }} className={list.link}>
          {entry.title}
        </Link>
        <p className={`${list.hint} ${list.clamped}`} dir="auto">
          {about(entry)}
        </p>
      </div>
      <span className={list.side}>{t(`library.kind.${entry.kind}`)}</span>
    </li>
  );
}
