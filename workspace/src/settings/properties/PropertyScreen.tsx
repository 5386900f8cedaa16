import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { answer, api } from "../../api/client.ts";
import { Permitted } from "../../api/Permitted.tsx";
import { listTicketProperties, propertiesChanged, type TicketProperty } from "../../api/queries/properties.ts";
import { Refused } from "../../api/Refused.tsx";
import { unchanged } from "../../api/versions.ts";
import { Empty } from "../../shared/Empty.tsx";
import { Screen } from "../../shared/Screen.tsx";
import { t } from "../../shared/texts/index.ts";
import { Removal } from "../Removal.tsx";
import { PropertyEditor } from "./PropertyEditor.tsx";

const route = getRouteApi("/settings/properties/$name");

/** `+` is no name of a property: it stands for a new one. */
export function PropertyScreen() {
  const { name } = route.useParams();
  const isNew = name === "+";
  const { data, error, refetch } = useQuery(listTicketProperties());
  const property = data?.find((each) => each.name === name && !each.built_in);
  return (
    <Screen
      title={isNew ? t("properties.new") : (property?.label ?? t("properties.property"))}
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/settings/properties" {...props} />}>
          {t("properties.back")}
        </Button>
      }
    >
      <Permitted scope="settings.write">
        {error && !data && <Refused error={error} onRetry={() => void refetch()} />}
        {data && !isNew && !property && <Empty title={t("properties.gone")} />}
        {(isNew || property) && <PropertyEditor key={name} property={property} />}
        {property && <PropertyRemoval property={property} />}
      </Permitted>
    </Screen>
  );
}

function PropertyRemoval({ property }: { property: TicketProperty }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <Removal
      name={property.label}
      hint={t("properties.delete.hint")}
      remove={() => {
        const params = { path: { name: property.name }, header: unchanged(property) };
        return answer(api.DELETE("/ticket-properties/{name}", { params }));
      }}
      onRemoved={async () => {
        await navigate({ to: "/settings/properties" });
        await propertiesChanged(queries);
      }}
    />
  );
}
