import "@mantine/core/styles/Input.layer.css";
import { NativeSelect } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { listAuditEvents } from "../api/queries/administration.ts";
import { useAccounts } from "../api/queries/channels.ts";
import { Permitted } from "../api/Permitted.tsx";
import { Refused } from "../api/Refused.tsx";
import { Empty } from "../shared/Empty.tsx";
import { Further } from "../shared/Further.tsx";
import { Screen } from "../shared/Screen.tsx";
import { Table } from "../shared/Table.tsx";
import table from "../shared/table.module.css";
import { isUnknown, useCleanAddress } from "../shared/useCleanAddress.ts";
import { t } from "../shared/texts/index.ts";
import { AuditEntry } from "./AuditEntry.tsx";
import { AUDIT_TYPES, type AuditSearch } from "./audit.ts";

const route = getRouteApi("/settings/audit");

export function Audit() {
  const search = route.useSearch();
  useCleanAddress({ account: isUnknown(search.account, useAccounts()) });
  return (
    <Screen title={t("shell.nav.audit")} intro={t("settings.audit.intro")}>
      <Permitted scope="audit.read">
        <Filters search={search} />
        <Trail search={search} />
      </Permitted>
    </Screen>
  );
}

function Filters({ search }: { search: AuditSearch }) {
  const navigate = useNavigate();
  const { data: accounts = [] } = useAccounts();
  const change = (next: AuditSearch) => void navigate({ to: "/settings/audit", search: { ...search, ...next } });
  return (
    <div style={{ display: "flex", flexWrap: "wrap", gap: "0.75rem", marginBlockEnd: "1rem" }}>
      <NativeSelect
        label={t("settings.audit.account")}
        value={search.account ?? ""}
        data={[
          { value: "", label: t("settings.audit.account.any") },
          ...accounts.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => change({ account: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t("settings.audit.type")}
        value={search.type ?? ""}
        data={[
          { value: "", label: t("settings.audit.type.any") },
          ...AUDIT_TYPES.map((type) => ({ value: type, label: t(`settings.audit.type.${type}`) })),
        ]}
        onChange={(event) => change({ type: AUDIT_TYPES.find((type) => type === event.currentTarget.value) })}
      />
    </div>
  );
}

/** The API filters by account; the kind of change is looked for in what was loaded, which is said. */
function Trail({ search }: { search: AuditSearch }) {
  const query = useInfiniteQuery(listAuditEvents(search.account));
  const { data, error, refetch, hasNextPage } = query;
  const loaded = data?.pages.flatMap((page) => page.events) ?? [];
  const events = loaded.filter(({ type }) => !search.type || type === search.type);
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <>
      {events.length === 0 ? (
        <Empty title={t(hasNextPage ? "settings.audit.none_yet" : "settings.audit.empty")} />
      ) : (
        <Table
          label={t("shell.nav.audit")}
          columns={[t("settings.audit.when"), t("settings.audit.who"), t("settings.audit.what")]}
        >
          {events.map((event) => (
            <AuditEntry key={event.id} event={event} />
          ))}
        </Table>
      )}
      <Further list={query}>{t("settings.audit.more")}</Further>
      {!hasNextPage && events.length > 0 && <p className={table.end}>{t("settings.audit.end")}</p>}
    </>
  );
}
