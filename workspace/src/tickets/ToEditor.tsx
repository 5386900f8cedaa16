import { Link } from "@tanstack/react-router";
import ListFilter from "lucide-react/icons/list-filter";
import Pencil from "lucide-react/icons/pencil";
import { useMe } from "../api/queries/people.ts";
import { useMayChangeView } from "../api/queries/viewediting.ts";
import type { View } from "../api/queries/views.ts";
import { t } from "../shared/texts/index.ts";
import css from "./filterbar.module.css";
import { viewOf, type Filters } from "./filters.ts";

/** From a view to its filters, for whoever may change them; from others, as from the filters of a list, to a view of
 * one's own. */
export function ToEditor({ filters, view }: { filters: Filters; view: View | undefined }) {
  const { view: id, ...search } = filters;
  const mayChange = useMayChangeView(view);
  const { data: me } = useMe();
  if (viewOf(filters) && !filters.account) return null;
  const label = t(mayChange ? "tickets.view.edit" : "tickets.view.save");
  const Icon = mayChange ? Pencil : ListFilter;
  return (
    <Link
      to="/views/$viewId"
      params={{ viewId: id ?? "new" }}
      search={search}
      className={css.several}
      style={{ visibility: id && !(view && me) ? "hidden" : undefined }}
      aria-label={label}
      title={label}
    >
      <Icon size={16} />
    </Link>
  );
}
