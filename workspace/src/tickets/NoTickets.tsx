import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import Inbox from "lucide-react/icons/inbox";
import { useAccounts } from "../api/queries/channels.ts";
import { Empty } from "../shared/Empty.tsx";
import { t } from "../shared/texts/index.ts";
import { VIEWS, viewOf, type Filters } from "./filters.ts";

export function NoTickets({ filters }: { filters: Filters }) {
  const { data: accounts } = useAccounts();
  const icon = <Inbox />;
  if (accounts?.length === 0)
    return (
      <Empty icon={icon} title={t("tickets.list.empty.first")} hint={t("tickets.list.empty.first.hint")}>
        <Button renderRoot={(props) => <Link to="/channels" {...props} />}>{t("tickets.list.empty.first.go")}</Button>
      </Empty>
    );
  if (!filters.account && viewOf(filters) === "mine")
    return (
      <Empty icon={icon} title={t("tickets.list.empty.mine")} hint={t("tickets.list.empty.mine.hint")}>
        <Button variant="default" renderRoot={(props) => <Link to="/tickets" search={VIEWS.unassigned} {...props} />}>
          {t("tickets.list.empty.mine.go")}
        </Button>
      </Empty>
    );
  if (Object.keys(filters).length === 0)
    return <Empty icon={icon} title={t("tickets.list.empty.open")} hint={t("tickets.list.empty.open.hint")} />;
  return (
    <Empty icon={icon} title={t("tickets.list.empty.filtered")} hint={t("tickets.list.empty.filtered.hint")}>
      <Button variant="default" renderRoot={(props) => <Link to="/tickets" search={{}} {...props} />}>
        {t("tickets.filter.clear")}
      </Button>
    </Empty>
  );
}
