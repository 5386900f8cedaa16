import { Button, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import ChevronDown from "lucide-react/icons/chevron-down";
import type { Schemas } from "../api/client.ts";
import { t } from "../shared/texts/index.ts";

type Props = { switches: readonly Schemas["SwitchOut"][]; name?: string | undefined };

/** Other channels through which the customer can be reached. */
export function Via({ switches, name }: Props) {
  if (switches.length === 0) return null;
  return (
    <Menu position="top-end" shadow="md">
      <Menu.Target>
        <Button size="compact-sm" variant="default" rightSection={<ChevronDown size={13} />}>
          {t("composer.via")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {switches.map((each) =>
          each.can_start ? (
            <Menu.Item
              key={`${each.account_id} ${each.recipient.value}`}
              renderRoot={(props) => <Link to="/start" search={searchOf(each, name)} {...props} />}
            >
              {t("composer.via.account", { account: each.name, address: each.recipient.value })}
            </Menu.Item>
          ) : (
            <Menu.Item key={`${each.account_id} ${each.recipient.value}`} disabled>
              {t("composer.via.customer_first", { account: each.name, address: each.recipient.value })}
            </Menu.Item>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

const searchOf = ({ account_id, recipient, contact_id }: Schemas["SwitchOut"], name: string | undefined) => ({
  via: account_id,
  type: recipient.type,
  to: recipient.value,
  contact: contact_id,
  name,
});
