import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import ListX from "lucide-react/icons/list-x";
import { Problem } from "../api/problems.ts";
import { useMayChangeView } from "../api/queries/viewediting.ts";
import { useViews } from "../api/queries/views.ts";
import { Refused } from "../api/Refused.tsx";
import { Empty } from "../shared/Empty.tsx";
import { t } from "../shared/texts/index.ts";

type Props = { viewId: string; error: unknown; onRetry(): void };

/** In the place of a view's tickets: it was deleted, or names what was deleted, and what somebody can do about it. */
export default function NoView({ viewId, error, onRetry }: Props) {
  const { data: views } = useViews();
  const mayChange = useMayChangeView(views?.find(({ id }) => id === viewId));
  const status = error instanceof Problem && error.status;
  if (status === 404)
    return (
      <Empty icon={<ListX />} title={t("reasons.view_not_found")} hint={t("views.gone.hint")}>
        <Button variant="default" renderRoot={(props) => <Link to="/tickets" search={{}} {...props} />}>
          {t("shell.not_found.back")}
        </Button>
      </Empty>
    );
  if (status !== 409) return <Refused error={error} onRetry={onRetry} />;
  return (
    <Empty
      icon={<ListX />}
      title={t("reasons.view_broken")}
      hint={t(mayChange ? "views.broken.hint" : "views.broken.hint.others")}
    >
      {mayChange && (
        <Button renderRoot={(props) => <Link to="/views/$viewId" params={{ viewId }} {...props} />}>
          {t("tickets.view.edit")}
        </Button>
      )}
      <Button variant="default" onClick={onRetry}>
        {t("shell.try_again")}
      </Button>
    </Empty>
  );
}
