import { Button } from "@mantine/core";
import Download from "lucide-react/icons/download";
import { words } from "../../api/problems.ts";
import { t } from "../../shared/texts/index.ts";
import type { AnyFile } from "./files.ts";
import { useSaving } from "./useSaving.ts";

export function SaveButton({ file }: { file: AnyFile }) {
  const saving = useSaving(file.file_id);
  return (
    <div>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Download size={15} />}
        loading={saving.isPending}
        onClick={() => saving.mutate()}
      >
        {t("conversation.file.open")}
      </Button>
      {saving.isError && <p role="alert">{words(saving.error)}</p>}
    </div>
  );
}
