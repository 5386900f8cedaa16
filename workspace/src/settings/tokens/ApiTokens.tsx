import { useQuery } from "@tanstack/react-query";
import { Permitted } from "../../api/Permitted.tsx";
import { listApiTokens, type ApiToken } from "../../api/queries/tokens.ts";
import { Refused } from "../../api/Refused.tsx";
import { useAgents } from "../../api/queries/people.ts";
import { now } from "../../shared/clock.ts";
import { Empty } from "../../shared/Empty.tsx";
import { Screen } from "../../shared/Screen.tsx";
import { Table } from "../../shared/Table.tsx";
import table from "../../shared/table.module.css";
import { t } from "../../shared/texts/index.ts";
import { Since, When } from "../../shared/When.tsx";
import { isPermission } from "../people/permissions.ts";
import { NewToken } from "./NewToken.tsx";
import { RevokeToken } from "./RevokeToken.tsx";

/** What programs sign in with. */
export function ApiTokens() {
  return (
    <Screen title={t("shell.nav.tokens")} intro={t("tokens.intro")}>
      <Permitted scope="users.write">
        <Listed />
        <NewToken />
      </Permitted>
    </Screen>
  );
}

function Listed() {
  const { data: tokens, error, refetch } = useQuery(listApiTokens());
  if (error && !tokens) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!tokens) return null;
  if (tokens.length === 0) return <Empty title={t("tokens.empty")} hint={t("tokens.empty.hint")} />;
  return (
    <Table
      label={t("shell.nav.tokens")}
      columns={[t("tokens.name"), t("tokens.scopes"), t("tokens.used"), t("tokens.until"), t("tokens.state")]}
    >
      {tokens.map((token) => (
        <Row key={token.id} token={token} />
      ))}
    </Table>
  );
}

function Row({ token }: { token: ApiToken }) {
  const { name, owner_id, scopes, app_id, created_at, expires_at, revoked_at, last_used_at } = token;
  const { data: users = [] } = useAgents();
  const owner = users.find(({ id }) => id === owner_id)?.name ?? owner_id;
  const ended = revoked_at !== null || (expires_at !== null && Date.parse(expires_at) <= now());
  return (
    <tr data-ended={ended || undefined}>
      <th scope="row">
        {name}
        <br />
        <span className={table.dimmed} style={{ fontWeight: 400 }}>
          {t("tokens.owner", { name: owner })}
          {app_id && ` · ${t("tokens.app")}`}
          {" · "}
          <Since at={created_at} />
        </span>
      </th>
      <td className={table.wide}>
        {scopes.map((each) => (isPermission(each) ? t(`people.may.${each}`) : each)).join(" · ")}
      </td>
      <td className={table.nowrap}>{last_used_at ? <When at={last_used_at} /> : t("tokens.never")}</td>
      <td className={table.nowrap}>{expires_at ? <Since at={expires_at} /> : t("tokens.endless")}</td>
      <td className={table.nowrap}>
        {revoked_at ? (
          <>
            {t("tokens.revoked")} <When at={revoked_at} />
          </>
        ) : ended ? (
          t("tokens.ended")
        ) : (
          <RevokeToken token={token} />
        )}
      </td>
    </tr>
  );
}
