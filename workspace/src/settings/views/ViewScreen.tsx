import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { answer, api } from "../../api/client.ts";
import { useMe } from "../../api/queries/people.ts";
import { getView, listViewProperties, useMayChangeView, viewsChanged } from "../../api/queries/viewediting.ts";
import type { View } from "../../api/queries/views.ts";
import { Refused } from "../../api/Refused.tsx";
import { unchanged } from "../../api/versions.ts";
import { Hint } from "../../shared/Hint.tsx";
import { Screen } from "../../shared/Screen.tsx";
import { t } from "../../shared/texts/index.ts";
import { Removal } from "../Removal.tsx";
import type { From } from "./from.ts";
import { ViewEditor } from "./ViewEditor.tsx";

const route = getRouteApi("/views/$viewId");

/** `new` is no id of a view. */
export function ViewScreen() {
  const { viewId } = route.useParams();
  return viewId === "new" ? <NewView /> : <StoredView key={viewId} viewId={viewId} />;
}

function NewView() {
  const from: From = route.useSearch();
  const properties = useQuery(listViewProperties());
  return (
    <Screen title={t("views.new")} intro={t("views.intro")} actions={<Back search={listOf(from)} />}>
      {properties.error && <Refused error={properties.error} onRetry={() => void properties.refetch()} />}
      {properties.data && (
        <ViewEditor view={undefined} from={from} known={byName(properties.data)} mayChange key={JSON.stringify(from)} />
      )}
    </Screen>
  );
}

function StoredView({ viewId }: { viewId: string }) {
  const properties = useQuery(listViewProperties());
  const { data: view, error, refetch } = useQuery({ ...getView(viewId), refetchOnWindowFocus: false });
  const { data: me } = useMe();
  const failed = (!view && error) || properties.error;
  const mayChange = useMayChangeView(view);
  return (
    <Screen title={view?.name ?? t("views.view")} actions={<Back search={{ view: viewId }} />}>
      {failed && <Refused error={failed} onRetry={() => void Promise.all([refetch(), properties.refetch()])} />}
      {view && me && properties.data && (
        <>
          {!mayChange && <Hint>{t("views.others")}</Hint>}
          <ViewEditor key={view.id} view={view} known={byName(properties.data)} mayChange={mayChange} />
          {mayChange && <ViewRemoval view={view} />}
        </>
      )}
    </Screen>
  );
}

/** The list shows no more of it. */
const listOf = ({ status, account, owner }: From) => ({
  ...(status === "closed" && { status }),
  ...(account && { account }),
  ...(owner && { owner }),
});

const byName = <T extends { name: string }>(items: readonly T[]) => new Map(items.map((each) => [each.name, each]));

const Back = ({ search }: { search: ReturnType<typeof listOf> & { view?: string } }) => (
  <Button variant="default" renderRoot={(props) => <Link to="/tickets" search={search} {...props} />}>
    {t("views.back")}
  </Button>
);

function ViewRemoval({ view }: { view: View }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <Removal
      name={view.name}
      hint={t(view.visibility === "private" ? "views.delete.hint" : "views.delete.hint.shared")}
      remove={() => {
        const params = { path: { view_id: view.id }, header: unchanged(view) };
        return answer(api.DELETE("/views/{view_id}", { params }));
      }}
      onRemoved={async () => {
        await navigate({ to: "/tickets" });
        queries.removeQueries({ queryKey: getView(view.id).queryKey });
        await viewsChanged(queries);
      }}
    />
  );
}
