import { Button } from "@mantine/core";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { Link, type ErrorComponentProps } from "@tanstack/react-router";
import CircleAlert from "lucide-react/icons/circle-alert";
import Compass from "lucide-react/icons/compass";
import { Problem, words } from "../api/problems.ts";
import { Empty } from "../shared/Empty.tsx";
import { t } from "../shared/texts/index.ts";

export function NotFound() {
  return (
    <Empty page icon={<Compass />} title={t("shell.not_found")}>
      <Button renderRoot={(props) => <Link to="/tickets" {...props} />}>{t("shell.not_found.back")}</Button>
    </Empty>
  );
}

/** What the API refused can be asked for again. Anything else, such as a part of an older version that is gone, is
 * mended by loading the page. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const queries = useQueryErrorResetBoundary();
  const refused = error instanceof Problem;
  const again = () => {
    if (!refused) return location.reload();
    queries.reset();
    reset();
  };
  return (
    <Empty
      page
      icon={<CircleAlert />}
      title={refused ? words(error) : t("shell.broken")}
      hint={refused ? undefined : words(error)}
    >
      <Button onClick={again}>{refused ? t("shell.try_again") : t("shell.reload")}</Button>
    </Empty>
  );
}
