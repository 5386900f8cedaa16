import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { labelOf } from "../../api/property.ts";
import { listTicketProperties, type TicketProperty } from "../../api/queries/properties.ts";
import { Refused } from "../../api/Refused.tsx";
import { Empty } from "../../shared/Empty.tsx";
import list from "../../shared/entries.module.css";
import { t } from "../../shared/texts/index.ts";
import { ListScreen } from "../ListScreen.tsx";

export function Properties() {
  return (
    <ListScreen
      title={t("shell.nav.properties")}
      intro={t("properties.intro")}
      add={t("properties.new")}
      link={(props) => <Link to="/settings/properties/$name" params={{ name: "+" }} {...props} />}
    >
      <Lists />
    </ListScreen>
  );
}

function Lists() {
  const { data: properties, error, refetch } = useQuery(listTicketProperties());
  if (error && !properties) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!properties) return null;
  const own = properties.filter((each) => !each.built_in);
  return (
    <>
      <h2 className={list.folder}>{t("properties.own")}</h2>
      {own.length === 0 && <Empty title={t("properties.empty")} hint={t("properties.empty.hint")} />}
      <ul className={list.entries}>
        {own.map((property) => (
          <Entry key={property.name} property={property} />
        ))}
      </ul>
      <h2 className={list.folder}>{t("properties.built_in")}</h2>
      <ul className={list.entries}>
        {properties
          .filter((each) => each.built_in)
          .map((property) => (
            <Entry key={property.name} property={property} />
          ))}
      </ul>
    </>
  );
}

function Entry({ property }: { property: TicketProperty }) {
  const { name, type, built_in, description, required_on_creation: required } = property;
  return (
    <li className={list.entry}>
      <div className={list.what}>
        {built_in ? (
          <strong>{labelOf(property)}</strong>
        ) : (
          <Link to="/settings/properties/$name" params={{ name }} className={list.link}>
            {property.label}
          </Link>
        )}
        <p className={list.hint}>
          {t(`properties.type.${type}`)}
          {description && ` · ${description}`}
        </p>
      </div>
      {required && (
        <Badge variant="light" color="gray" size="sm" tt="none">
          {t("properties.required.short")}
        </Badge>
      )}
      <code className={list.code}>{name}</code>
    </li>
  );
}
