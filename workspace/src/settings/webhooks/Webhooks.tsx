import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { listWebhooks, type Webhook } from "../../api/queries/webhooks.ts";
import { Refused } from "../../api/Refused.tsx";
import { Empty } from "../../shared/Empty.tsx";
import list from "../../shared/entries.module.css";
import { t } from "../../shared/texts/index.ts";
import { ListScreen } from "../ListScreen.tsx";
import css from "./state.module.css";

/** Who is told what changes. */
export function Webhooks() {
  return (
    <ListScreen
      title={t("shell.nav.webhooks")}
      intro={t("webhooks.intro")}
      add={t("webhooks.new")}
      link={(props) => <Link to="/settings/webhooks/$webhookId" params={{ webhookId: "new" }} {...props} />}
    >
      <List />
    </ListScreen>
  );
}

function List() {
  const { data: webhooks, error, refetch } = useQuery(listWebhooks());
  if (error && !webhooks) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!webhooks) return null;
  if (webhooks.length === 0) return <Empty title={t("webhooks.empty")} hint={t("webhooks.empty.hint")} />;
  return (
    <ul className={list.entries}>
      {webhooks.map((webhook) => (
        <Entry key={webhook.id} webhook={webhook} />
      ))}
    </ul>
  );
}

function Entry({ webhook: { id, name, url, types, state } }: { webhook: Webhook }) {
  return (
    <li className={list.entry}>
      <div className={list.what}>
        <Link to="/settings/webhooks/$webhookId" params={{ webhookId: id }} className={list.link}>
          {name}
        </Link>
        <p className={list.hint} dir="ltr">
          {url}
        </p>
      </div>
      <p className={css.how}>
        <span className={list.side}>
          {types.length ? t("webhooks.types.n", { n: types.length }) : t("webhooks.types.all")}
        </span>
        <span className={css.state} data-state={state}>
          {t(`webhooks.state.${state}`)}
        </span>
      </p>
    </li>
  );
}
