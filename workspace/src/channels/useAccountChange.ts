import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client.ts";
import { accountChanged } from "../api/queries/accounts.ts";
import { announce } from "../shared/announce.ts";
import { t } from "../shared/texts/index.ts";

/** One change of an account, all of it or nothing. */
export function useAccountChange(accountId: string, onDone?: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["AccountPatchIn"]) =>
      answer(api.PATCH("/channel-accounts/{account_id}", { params: { path: { account_id: accountId } }, body })),
    onSuccess: async () => {
      await accountChanged(queries, accountId);
      onDone?.();
      announce(t("channels.saved"));
    },
  });
}
