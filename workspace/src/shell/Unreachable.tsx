import { Button, MantineProvider } from "@mantine/core";
import CloudOff from "lucide-react/icons/cloud-off";
import { Empty } from "../shared/Empty.tsx";
import { t } from "../shared/texts/index.ts";
import { theme, variables } from "./theme.ts";

/** The page has not even begun: there is no session, no address of the API. */
export function Unreachable() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <Empty alone icon={<CloudOff />} title={t("shell.unreachable")} hint={t("shell.unreachable.hint")}>
        <Button onClick={() => location.reload()}>{t("shell.try_again")}</Button>
      </Empty>
    </MantineProvider>
  );
}
