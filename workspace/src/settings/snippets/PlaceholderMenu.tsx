import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Braces from "lucide-react/icons/braces";
import { Fragment } from "react";
import { listTicketProperties } from "../../api/queries/properties.ts";
import { t } from "../../shared/texts/index.ts";
import { PLACEHOLDERS } from "./form.ts";
import own from "./snippets.module.css";

const GROUPS = ["contact", "ticket", "agent"] as const;

/** What is filled in when the snippet is inserted. */
export function PlaceholderMenu({ onChoose }: { onChoose(name: string): void }) {
  const { data: properties = [] } = useQuery(listTicketProperties());
  const mine = properties.filter(({ built_in }) => !built_in);
  return (
    <Menu position="bottom-start" shadow="md" returnFocus={false} withinPortal>
      <Menu.Target>
        <Button size="compact-sm" variant="subtle" leftSection={<Braces size={15} />}>
          {t("snippets.placeholder")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="min(24rem, 60vh)" style={{ overflowY: "auto" }}>
        {GROUPS.map((group) => (
          <Fragment key={group}>
            <Menu.Label>{t(`snippets.placeholders.${group}`)}</Menu.Label>
            {PLACEHOLDERS[group].map((name) => (
              <Item key={name} name={name} label={t(`snippets.placeholder.${name}`)} onChoose={onChoose} />
            ))}
            {group === "ticket" &&
              mine.map(({ name, label }) => (
                <Item key={name} name={`ticket.${name}`} label={label} onChoose={onChoose} />
              ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ name, label, onChoose }: { name: string; label: string; onChoose(name: string): void }) {
  return (
    <Menu.Item rightSection={<span className={own.code}>{name}</span>} onClick={() => onChoose(name)}>
      {label}
    </Menu.Item>
  );
}
