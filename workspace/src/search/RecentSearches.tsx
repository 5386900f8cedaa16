import { ActionIcon, Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import Clock from "lucide-react/icons/clock";
import X from "lucide-react/icons/x";
import { useSession } from "../session/context.ts";
import { Hint } from "../shared/Hint.tsx";
import { useStore } from "../shared/store.ts";
import { t } from "../shared/texts/index.ts";
import { forget, recent } from "./recent.ts";
import css from "./search.module.css";

/** Before anything is searched. */
export function RecentSearches() {
  const me = useSession().person()?.id ?? "";
  const all = useStore(recent)[me] ?? [];
  if (all.length === 0) return null;
  return (
    <section aria-labelledby="recent">
      <div className={css.above}>
        <h2 id="recent" className={css.subtitle}>
          {t("search.recent")}
        </h2>
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => forget(me)}>
          {t("search.recent.forget_all")}
        </Button>
      </div>
      <ul className={css.recent}>
        {all.map((words) => (
          <li key={words}>
            <Link to="/search" search={{ q: words }}>
              <Clock size={16} /> <bdi>{words}</bdi>
            </Link>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("search.recent.forget", { words })}
              onClick={() => forget(me, words)}
            >
              <X size={16} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <Hint>{t("search.recent.hint")}</Hint>
    </section>
  );
}
