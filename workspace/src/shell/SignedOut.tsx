import { Button, MantineProvider } from "@mantine/core";
import LogOut from "lucide-react/icons/log-out";
import { Empty } from "../shared/Empty.tsx";
import { t } from "../shared/texts/index.ts";
import { theme, variables } from "./theme.ts";

/** Where signing out ends. Nothing happens by itself: Cognito's page might sign the same person in again. */
export function SignedOut() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <Empty alone icon={<LogOut />} title={t("shell.signed_out")} hint={t("shell.signed_out.hint")}>
        <Button onClick={() => location.assign("/")}>{t("shell.sign_in")}</Button>
      </Empty>
    </MantineProvider>
  );
}
