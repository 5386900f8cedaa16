import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import SearchIcon from "lucide-react/icons/search";
import { Empty } from "../shared/Empty.tsx";
import { Screen } from "../shared/Screen.tsx";
import { t } from "../shared/texts/index.ts";
import { LONGEST, type SearchAddress } from "./address.ts";
import { soughtBy, unasked } from "./asked.ts";
import { Filters } from "./Filters.tsx";
import { Hits } from "./Hits.tsx";
import { RecentSearches } from "./RecentSearches.tsx";

const route = getRouteApi("/search");

/** What was written at the desk, by its words. The field is in the header. */
export function SearchScreen() {
  const address = route.useSearch();
  const why = unasked(address.q);
  if (why === "empty")
    return (
      <Screen title={t("search.title")} intro={t("search.intro")}>
        <RecentSearches />
      </Screen>
    );
  return (
    <Screen title={t("search.title.for", { words: brief(address.q ?? "") })}>
      {why ? (
        <Empty icon={<SearchIcon />} title={t(`search.${why}`, { most: LONGEST })} hint={t("search.intro")} />
      ) : (
        <>
          <Filters address={address} />
          <Hits sought={soughtBy(address)} none={<NothingFound address={address} />} />
        </>
      )}
    </Screen>
  );
}

const SHOWN = 80;
const brief = (words: string) => ([...words].length > SHOWN ? `${[...words].slice(0, SHOWN).join("")}…` : words);

function NothingFound({ address: { q, order, ...filters } }: { address: SearchAddress }) {
  const filtered = Object.keys(filters).length > 0;
  return (
    <Empty
      icon={<SearchIcon />}
      title={t("search.none")}
      hint={t(filtered ? "search.none.filtered" : "search.none.hint")}
    >
      {filtered && (
        <Button variant="default" renderRoot={(props) => <Link to="/search" search={{ q, order }} {...props} />}>
          {t("search.filter.clear")}
        </Button>
      )}
    </Empty>
  );
}
