import { useQuery } from "@tanstack/react-query";
import { listUsers, useMe } from "../api/queries/people.ts";
import { Refused } from "../api/Refused.tsx";
import { Face } from "../shared/Face.tsx";
import { Notice } from "../shared/Notice.tsx";
import { Screen } from "../shared/Screen.tsx";
import table from "../shared/table.module.css";
import { t } from "../shared/texts/index.ts";
import { Since } from "../shared/When.tsx";

const BUILT_IN = ["administrator", "agent", "read_only"] as const;

/** Roles of the desk's own are shown by their id here. */
function nameOfRole(id: string): string {
  const known = BUILT_IN.find((each) => each === id);
  return known ? t(`settings.agents.role.${known}`) : id;
}

export function Agents() {
  const { data: agents, error, refetch } = useQuery(listUsers());
  const me = useMe().data?.id;
  return (
    <Screen title={t("shell.nav.agents")} intro={t("settings.agents.intro")}>
      {error && !agents && <Refused error={error} onRetry={() => void refetch()} />}
      {agents && (
        <>
          <div className={table.wrap} tabIndex={0} role="region" aria-label={t("shell.nav.agents")}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th>{t("settings.agents.name")}</th>
                  <th>{t("settings.agents.role")}</th>
                  <th>{t("settings.agents.seat")}</th>
                  <th>{t("settings.created")}</th>
                </tr>
              </thead>
              <tbody>
                {agents.map(({ id, name, email, role_id: role, has_service_seat: seat, created_at: at }) => (
                  <tr key={id}>
                    <th scope="row">
                      <span className={table.person}>
                        <Face name={name} size={32} />
                        <span>
                          {name} {id === me && <span className={table.dimmed}>{t("settings.agents.you")}</span>}
                          <br />
                          <span className={table.dimmed} style={{ fontWeight: 400 }}>
                            {email}
                          </span>
                        </span>
                      </span>
                    </th>
                    <td>{nameOfRole(role)}</td>
                    <td>{t(seat ? "settings.agents.seat.yes" : "settings.agents.seat.no")}</td>
                    <td className={table.nowrap}>{at && <Since at={at} />}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Notice>{t("settings.agents.how")}</Notice>
        </>
      )}
    </Screen>
  );
}
