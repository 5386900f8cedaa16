import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import Inbox from "lucide-react/icons/inbox";
import { Empty } from "../shared/Empty.tsx";
import { t } from "../shared/texts/index.ts";
import { isAll, VIEWS, viewOf, type Filters } from "./filters.ts";
import { FirstSteps } from "./FirstSteps.tsx";
import { useIsNew } from "./useIsNew.ts";

export function NoTickets({ filters }: { filters: Filters }) {
  const isNew = useIsNew();
  // Beside the list there is more room for it.
  const alone = useMediaQuery("(max-width: 40em)");
  const icon = <Inbox />;
  if (isNew && alone) return <FirstSteps />;
  if (!filters.account && viewOf(filters) === "mine")
    return (
      <Empty icon={icon} title={t("tickets.list.empty.mine")} hint={t("tickets.list.empty.mine.hint")}>
        <Button variant="default" renderRoot={(props) => <Link to="/tickets" search={VIEWS.unassigned} {...props} />}>
          {t("tickets.list.empty.mine.go")}
        </Button>
      </Empty>
    );
  if (filters.view)
    return <Empty icon={icon} title={t("tickets.list.empty.view")} hint={t("tickets.list.empty.view.hint")} />;
  if (isNew || isAll(filters))
    return <Empty icon={icon} title={t("tickets.list.empty.open")} hint={t("tickets.list.empty.open.hint")} />;
  return (
    <Empty icon={icon} title={t("tickets.list.empty.filtered")} hint={t("tickets.list.empty.filtered.hint")}>
      <Button variant="default" renderRoot={(props) => <Link to="/tickets" search={{}} {...props} />}>
        {t("tickets.filter.clear")}
      </Button>
    </Empty>
  );
}
