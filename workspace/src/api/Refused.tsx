import { Button } from "@mantine/core";
import CircleAlert from "lucide-react/icons/circle-alert";
import { Empty } from "../shared/Empty.tsx";
import { t } from "../shared/texts/index.ts";
import { words } from "./problems.ts";

/** In the place of what could not be read: why, and a way to ask again. */
export function Refused({ error, onRetry }: { error: unknown; onRetry(): void }) {
  return (
    <Empty icon={<CircleAlert />} title={words(error)}>
      <Button variant="default" onClick={onRetry}>
        {t("shell.try_again")}
      </Button>
    </Empty>
  );
}
