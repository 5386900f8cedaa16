import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useAgents } from "../../api/queries/people.ts";
import { useTeams } from "../../api/queries/teams.ts";
import form from "../../shared/form.module.css";
import table from "../../shared/table.module.css";
import { t } from "../../shared/texts/index.ts";

/** The teams, with who is in each. */
export function Teams({ may }: { may: boolean }) {
  const { data: teams = [] } = useTeams();
  const { data: users = [] } = useAgents();
  const names = (ids: readonly string[]) =>
    users
      .filter(({ id }) => ids.includes(id))
      .map(({ name }) => name)
      .join(", ") || t("settings.none");
  return (
    <section className={form.section} aria-label={t("people.teams")}>
      <h2 className={form.heading}>{t("people.teams")}</h2>
      <ul>
        {teams.map(({ id, name, member_ids }) => (
          <li key={id}>
            {may ? (
              <Link to="/settings/teams/$teamId" params={{ teamId: id }} className={table.link} children={name} />
            ) : (
              name
            )}
            {": "}
            <span className={table.dimmed}>{names(member_ids)}</span>
          </li>
        ))}
      </ul>
      {may && (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/settings/teams/$teamId" params={{ teamId: "new" }} {...props} />}
        >
          {t("people.team.new")}
        </Button>
      )}
    </section>
  );
}
