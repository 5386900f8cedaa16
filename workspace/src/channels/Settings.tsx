import type { AccountDetails } from "../api/queries/accounts.ts";
import { DeliveryUrl } from "./DeliveryUrl.tsx";
import { EditForm } from "./EditForm.tsx";
import { Remove } from "./Remove.tsx";
import { OnAndOff } from "./OnAndOff.tsx";

export function Settings({ account }: { account: AccountDetails }) {
  return (
    <>
      <EditForm account={account} />
      {account.kind === "custom" && !account.channel_id && <DeliveryUrl account={account} />}
      <OnAndOff account={account} />
      <Remove account={account} />
    </>
  );
}
