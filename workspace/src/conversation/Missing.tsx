import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import SearchX from "lucide-react/icons/search-x";
import { Problem, words } from "../api/problems.ts";
import { Empty } from "../shared/Empty.tsx";
import { t } from "../shared/texts/index.ts";

/** A ticket that is not there, or that could not be read. */
export function Missing({ error, onAgain }: { error: Error; onAgain(): void }) {
  if (error instanceof Problem && error.status === 404)
    return (
      <Empty icon={<SearchX />} title={t("conversation.missing")} hint={t("conversation.missing.hint")}>
        <Button renderRoot={(props) => <Link to="/tickets" {...props} />}>{t("shell.not_found.back")}</Button>
      </Empty>
    );
  return (
    <Empty icon={<SearchX />} title={t("conversation.unread")} hint={words(error)}>
      <Button onClick={onAgain}>{t("shell.try_again")}</Button>
    </Empty>
  );
}
