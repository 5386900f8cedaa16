import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import Plus from "lucide-react/icons/plus";
import { listUsers, useMay, useMe } from "../api/queries/people.ts";
import { listRoles } from "../api/queries/roles.ts";
import { Refused } from "../api/Refused.tsx";
import { Face } from "../shared/Face.tsx";
import { Screen } from "../shared/Screen.tsx";
import { Table } from "../shared/Table.tsx";
import table from "../shared/table.module.css";
import { t } from "../shared/texts/index.ts";
import { availabilityWords, roleName } from "../work/people/words.ts";
import { loadWords } from "../work/routing/words.ts";
import { Roles } from "./people/Roles.tsx";
import { Teams } from "./people/Teams.tsx";

export function Agents() {
  const { data: agents, error, refetch } = useQuery(listUsers());
  const me = useMe().data?.id;
  const may = useMay("users.write");
  const { data: roles } = useQuery(listRoles());
  return (
    <Screen
      title={t("shell.nav.agents")}
      intro={t("settings.agents.intro")}
      actions={
        may && (
          <Button
            leftSection={<Plus size={16} />}
            renderRoot={(props) => <Link to="/settings/agents/$userId" params={{ userId: "new" }} {...props} />}
          >
            {t("people.invite")}
          </Button>
        )
      }
    >
      {error && !agents && <Refused error={error} onRetry={() => void refetch()} />}
      {agents && (
        <>
          <Table
            label={t("shell.nav.agents")}
            columns={[
              t("settings.agents.name"),
              t("settings.agents.role"),
              t("settings.agents.seat"),
              t("people.availability"),
              t("people.tickets"),
            ]}
          >
            {agents.map(({ id, name, email, role_id: role, has_service_seat: seat, ...user }) => (
              <tr key={id}>
                <th scope="row">
                  <span className={table.person}>
                    <Face name={name} size={32} />
                    <span>
                      {may ? (
                        <Link
                          to="/settings/agents/$userId"
                          params={{ userId: id }}
                          className={table.link}
                          children={name}
                        />
                      ) : (
                        name
                      )}{" "}
                      {id === me && <span className={table.dimmed}>{t("settings.agents.you")}</span>}
                      <br />
                      <span className={table.dimmed} style={{ fontWeight: 400 }}>
                        {email}
                      </span>
                    </span>
                  </span>
                </th>
                <td>{roleName(role, roles)}</td>
                <td>{t(seat ? "settings.agents.seat.yes" : "settings.agents.seat.no")}</td>
                <td>{availabilityWords(user.availability)}</td>
                <td className={table.nowrap}>{loadWords(user.open_tickets, user.capacity.total)}</td>
              </tr>
            ))}
          </Table>
          <Teams may={may} />
          <Roles may={may} />
        </>
      )}
    </Screen>
  );
}
