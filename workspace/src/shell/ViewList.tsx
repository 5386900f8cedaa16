import { Link, useRouterState, useSearch } from "@tanstack/react-router";
import CircleAlert from "lucide-react/icons/circle-alert";
import ListFilter from "lucide-react/icons/list-filter";
import Plus from "lucide-react/icons/plus";
import type { LucideIcon } from "lucide-react";
import { useViewCounts, useViews } from "../api/queries/views.ts";
import { useTopic } from "../live/topics.ts";
import { t } from "../shared/texts/index.ts";
import { idOf, viewOf, VIEWS, type Filters } from "../tickets/filters.ts";
import { VIEW_ENTRIES } from "./entries.ts";
import css from "./nav.module.css";

/** What the counts follow: all that is open, and what leaves it. */
const OPEN = "view:all_open";

/** The views that every desk has, with how many tickets each has. */
export function ViewList() {
  const { now } = useShown();
  const { data: counts } = useViewCounts();
  useTopic(OPEN);
  return (
    <ul className={css.group}>
      {VIEW_ENTRIES.map(({ view, icon, text }) => (
        <Entry
          key={view}
          search={VIEWS[view]}
          icon={icon}
          name={t(text)}
          count={counts?.get(idOf(view))}
          isShown={view === now}
        />
      ))}
    </ul>
  );
}

/** Those that people have made, and the way to another one. */
export function OwnViews() {
  const { filters } = useShown();
  const { data: views = [] } = useViews();
  const { data: counts } = useViewCounts();
  const own = views.filter((view) => !view.built_in);
  return (
    <>
      <h2 className={css.title}>{t("shell.nav.views")}</h2>
      <ul className={css.group}>
        {own.map(({ id, name }) => (
          <Entry
            key={id}
            search={{ view: id }}
            icon={ListFilter}
            name={name}
            count={counts?.get(id)}
            isShown={filters.view === id}
          />
        ))}
        <li>
          <Link
            to="/views/$viewId"
            params={{ viewId: "new" }}
            className={css.entry}
            activeProps={{ "data-active": true }}
          >
            <Plus size={17} /> {t("shell.nav.views.new")}
          </Link>
        </li>
      </ul>
    </>
  );
}

function useShown() {
  const filters: Filters = useSearch({ strict: false });
  const listed = useRouterState({ select: (state) => state.location.pathname.startsWith("/tickets") });
  return { filters, now: listed && !filters.account ? viewOf(filters) : undefined };
}

type EntryProps = {
  search: Filters;
  icon: LucideIcon;
  name: string;
  count: number | null | undefined;
  isShown: boolean;
};

function Entry({ search, icon: Icon, name, count, isShown }: EntryProps) {
  return (
    <li>
      <Link
        to="/tickets"
        search={search}
        className={css.entry}
        data-active={isShown || undefined}
        activeOptions={{ exact: true }}
        aria-current={isShown ? "page" : undefined}
      >
        <Icon size={17} /> <span className={css.name}>{name}</span>
        {count ? <Count count={count} /> : null}
        {count === null && <Broken />}
      </Link>
    </li>
  );
}

/** It names what is not there any more. */
function Broken() {
  const words = t("shell.nav.view.broken");
  return (
    <span className={css.count} role="img" aria-label={words} title={words}>
      <CircleAlert size={15} />
    </span>
  );
}

const MOST = 999;

function Count({ count }: { count: number }) {
  const words = t("shell.nav.count", { n: count });
  return (
    <span className={css.count} title={words}>
      <span aria-hidden>{count > MOST ? `${MOST}+` : count}</span>
      <span className={css.spoken}>{words}</span>
    </span>
  );
}
