import { Menu, UnstyledButton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import ChevronDown from "lucide-react/icons/chevron-down";
import ListChecks from "lucide-react/icons/list-checks";
import { lazy, Suspense } from "react";
import { useAccounts } from "../api/queries/channels.ts";
import { useAgents } from "../api/queries/people.ts";
import { useViews, type View } from "../api/queries/views.ts";
import { caps } from "../shared/keys/index.ts";
import { useStore } from "../shared/store.ts";
import { loadLaterTexts, t } from "../shared/texts/index.ts";
import css from "./filterbar.module.css";
import { viewOf, type Filters } from "./filters.ts";
import { chooseNone, choosing } from "./selection.ts";
import { ToEditor } from "./ToEditor.tsx";

const ViewFilters = lazy(async () => (await Promise.all([import("./ViewFilters.tsx"), loadLaterTexts()]))[0]);

type Choice = { value: string | undefined; label: string };

export function FilterBar({ filters, count }: { filters: Filters; count: number | undefined }) {
  const navigate = useNavigate();
  const change = (next: Filters) => void navigate({ to: "/tickets", search: { ...filters, ...next } });
  const { data: accounts = [] } = useAccounts();
  const { data: agents = [] } = useAgents();
  const { data: views } = useViews();
  const view = views?.find(({ id }) => id === filters.view);
  // Beside a title that is not known yet, it would move when the title comes.
  const counted = filters.view && !viewOf(filters) && !views ? undefined : count;
  return (
    <div className={css.bar}>
      <div className={css.top}>
        <h1 className={css.title}>
          {titleOf(filters, view)}
          {counted !== undefined && <Count count={counted} />}
        </h1>
        <span className={css.tools}>
          <ToEditor filters={filters} view={view} />
          <ChooseSeveral />
        </span>
      </div>
      {filters.view && (
        <div className={css.said}>
          <Suspense>{view && <ViewFilters key={view.id} view={view} />}</Suspense>
        </div>
      )}
      {!filters.view && (
        <div className={css.filters}>
          <Filter
            label={t("tickets.filter.status")}
            chosen={filters.status}
            choices={[
              { value: undefined, label: t("tickets.filter.status.open") },
              { value: "closed", label: t("tickets.filter.status.closed") },
            ]}
            onChoose={(status) => change({ status: status as "closed" | undefined })}
          />
          <Filter
            label={t("tickets.filter.channel")}
            chosen={filters.account}
            choices={[
              { value: undefined, label: t("tickets.filter.channel.any") },
              ...accounts.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChoose={(account) => change({ account })}
          />
          <Filter
            label={t("tickets.filter.owner")}
            chosen={filters.owner}
            choices={[
              { value: undefined, label: t("tickets.filter.owner.any") },
              { value: "me", label: t("tickets.filter.owner.me") },
              { value: "none", label: t("tickets.filter.owner.none") },
              ...agents.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChoose={(owner) => change({ owner })}
          />
        </div>
      )}
    </div>
  );
}

/** With the space before it: one that is there first would move. */
const Count = ({ count }: { count: number }) => (
  <>
    {" "}
    <span className={css.count}>{count.toLocaleString()}</span>
  </>
);

function titleOf(filters: Filters, view: View | undefined): string {
  const builtIn = viewOf(filters);
  if (filters.view && !builtIn) return view?.name ?? t("tickets.view");
  return t(`tickets.view.${builtIn ?? (filters.status === "closed" ? "closed" : "open")}`);
}

function ChooseSeveral() {
  const on = useStore(choosing);
  const label = t("tickets.choose.several");
  return (
    <UnstyledButton
      className={css.several}
      aria-label={label}
      title={`${label} (${caps("choose").join("+")})`}
      aria-pressed={on}
      onClick={() => (on ? chooseNone() : choosing.set(true))}
    >
      <ListChecks size={16} />
    </UnstyledButton>
  );
}

type FilterProps = {
  label: string;
  chosen: string | undefined;
  choices: Choice[];
  onChoose(value: string | undefined): void;
};

function Filter({ label, chosen, choices, onChoose }: FilterProps) {
  const shown = choices.find((choice) => choice.value === chosen);
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <UnstyledButton className={css.filter} data-set={chosen !== undefined || undefined}>
          {chosen === undefined ? label : (shown?.label ?? label)} <ChevronDown size={14} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah="60vh" style={{ overflowY: "auto" }}>
        <Menu.RadioGroup value={chosen ?? ""} onChange={(value) => onChoose(value || undefined)}>
          {choices.map(({ value, label }) => (
            <Menu.RadioItem key={value ?? ""} value={value ?? ""} closeMenuOnClick>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
