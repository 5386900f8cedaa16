import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { listRoles } from "../../api/queries/roles.ts";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import table from "../../shared/table.module.css";
import { t } from "../../shared/texts/index.ts";
import { roleName } from "../../work/people/words.ts";

/** The roles, those that every desk has first, with how much each of them sees. */
export function Roles({ may }: { may: boolean }) {
  const { data: roles = [] } = useQuery(listRoles());
  return (
    <section className={form.section} aria-label={t("people.roles")}>
      <h2 className={form.heading}>{t("people.roles")}</h2>
      <Hint>{t("people.roles.hint")}</Hint>
      <ul>
        {roles.map(({ id, ticket_access: access }) => (
          <li key={id}>
            <Link to="/settings/roles/$roleId" params={{ roleId: id }} className={table.link}>
              {roleName(id, roles)}
            </Link>
            {": "}
            <span className={table.dimmed}>{t(`people.access.${access}`)}</span>
          </li>
        ))}
      </ul>
      {may && (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/settings/roles/$roleId" params={{ roleId: "new" }} {...props} />}
        >
          {t("people.role.new")}
        </Button>
      )}
    </section>
  );
}
