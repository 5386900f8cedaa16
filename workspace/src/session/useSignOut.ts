import { t } from "../shared/texts/index.ts";
import { toast } from "../shared/toasts.ts";
import { useSession } from "./context.ts";

/** Leaves the page, or says why not. */
export function useSignOut(): (options?: { everywhere?: boolean }) => void {
  const session = useSession();
  return (options) => {
    session.signOut(options).catch((error: unknown) => {
      console.warn(error);
      void toast({ message: t("shell.sign_out.failed"), color: "red", autoClose: false });
    });
  };
}
