import "@mantine/core/styles/Input.layer.css";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import SlidersHorizontal from "lucide-react/icons/sliders-horizontal";
import { useState } from "react";
import { useAccounts, useChannels } from "../api/queries/channels.ts";
import { useAgents } from "../api/queries/people.ts";
import { useTeams } from "../api/queries/teams.ts";
import { isUnknown, useCleanAddress } from "../shared/useCleanAddress.ts";
import { t } from "../shared/texts/index.ts";
import { KINDS, STATUSES, type SearchAddress } from "./address.ts";
import { filtersSet, ofTickets } from "./asked.ts";
import css from "./search.module.css";

type Choice = { value: string; label: string };
type Named = readonly { id: string; name: string }[] | undefined;
type Chosen = "kind" | "status" | "channel" | "account" | "owner" | "team" | "order";

const WORDS = ["me", "none", "my_teams"];
const choices = (all: Named): Choice[] => (all ?? []).map(({ id, name }) => ({ value: id, label: name }));
const somebody = (id: string | undefined) => (id && WORDS.includes(id) ? undefined : id);

/** What stands in the address. On a narrow screen they are behind a button. */
export function Filters({ address }: { address: SearchAddress }) {
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const change = (next: SearchAddress) => void navigate({ to: "/search", search: { ...address, ...next } });
  const [accounts, channels, agents, teams] = [useAccounts(), useChannels(), useAgents(), useTeams()];
  useCleanAddress({
    account: isUnknown(address.account, accounts),
    channel: isUnknown(address.channel, channels),
    owner: isUnknown(somebody(address.owner), agents),
    team: isUnknown(somebody(address.team), teams),
  });
  const set = filtersSet(address);
  const kept = ofTickets(address);
  const select = (name: Chosen, any: string, data: Choice[]) => (
    <NativeSelect
      size="xs"
      label={t(`search.filter.${name}`)}
      data-set={address[name] !== undefined || undefined}
      value={address[name] ?? ""}
      data={[{ value: "", label: any }, ...data]}
      onChange={(event) => change({ [name]: event.currentTarget.value || undefined })}
    />
  );
  const day = (name: "after" | "before") => (
    <TextInput
      size="xs"
      type="date"
      label={t(`search.filter.${name}`)}
      data-set={address[name] !== undefined || undefined}
      value={address[name] ?? ""}
      onChange={(event) => change({ [name]: event.currentTarget.value || undefined })}
    />
  );
  return (
    <div className={css.filtering}>
      <Button
        className={css.opener}
        variant="default"
        size="xs"
        aria-expanded={open}
        leftSection={<SlidersHorizontal size={14} />}
        onClick={() => setOpen(!open)}
      >
        {set > 0 ? t("search.filters.set", { n: set }) : t("search.filters")}
      </Button>
      <div className={css.filters} role="group" aria-label={t("search.filters")} data-open={open || undefined}>
        {select("order", t("search.order.newest"), [{ value: "best", label: t("search.order.best") }])}
        {select(
          "kind",
          t("search.kind.any"),
          named(KINDS, (each) => t(`search.kind.${each}`)),
        )}
        {select(
          "status",
          t("search.any"),
          named(STATUSES, (each) => t(`search.status.${each}`)),
        )}
        {select("channel", t("search.all"), choices(channels.data))}
        {select("account", t("search.all"), choices(accounts.data))}
        {select("owner", t("search.everybody"), [
          { value: "me", label: t("search.me") },
          { value: "none", label: t("search.nobody") },
          ...choices(agents.data),
        ])}
        {select("team", t("search.all"), [
          { value: "my_teams", label: t("search.my_teams") },
          { value: "none", label: t("search.no_team") },
          ...choices(teams.data),
        ])}
        {day("after")}
        {day("before")}
        {set > 0 && (
          <p className={css.then}>
            <Button
              variant="subtle"
              size="xs"
              renderRoot={(props) => <Link to="/search" search={{ q: address.q, order: address.order }} {...props} />}
            >
              {t("search.filter.clear")}
            </Button>
            {Object.keys(kept).length > 0 && (
              <Button
                variant="subtle"
                size="xs"
                renderRoot={(props) => (
                  <Link to="/views/$viewId" params={{ viewId: "new" }} search={{ status: "any", ...kept }} {...props} />
                )}
              >
                {t("search.filter.view")}
              </Button>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

const named = <K extends string>(all: readonly K[], label: (each: K) => string): Choice[] =>
  all.map((each) => ({ value: each, label: label(each) }));
