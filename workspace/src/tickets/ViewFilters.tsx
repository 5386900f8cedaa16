import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { listViewProperties } from "../api/queries/viewediting.ts";
import type { View } from "../api/queries/views.ts";
import { t } from "../shared/texts/index.ts";
import { sentenceOf } from "../work/views/sentence.ts";
import { useOptions } from "../work/views/useOptions.ts";
import { useHidden } from "./useHidden.ts";
import css from "./viewfilters.module.css";

/** Which tickets a view has, in a line whose place is kept; all of it for whoever asks. */
export default function ViewFilters({ view }: { view: View }) {
  const { data: properties } = useQuery(listViewProperties());
  const known = useMemo(() => new Map((properties ?? []).map((each) => [each.name, each])), [properties]);
  const types = new Set(view.filters.flatMap(({ property }) => known.get(property)?.type ?? []));
  const { optionsOf, ready } = useOptions(known, types);
  if (!properties || !ready) return null;
  const sentences = view.filters.map((each) => sentenceOf(each, known, optionsOf));
  return <Sentences all={sentences.length ? sentences : [t("views.filters.empty")]} />;
}

function Sentences({ all }: { all: string[] }) {
  const [open, setOpen] = useState(false);
  const { list, hidden } = useHidden(all.join("\n"), open);
  return (
    <div className={css.line} role="group" aria-label={t("views.filters")} data-open={open || undefined}>
      <p ref={list} className={css.sentences}>
        {all.map((each, at) => (
          <span key={at} title={each}>
            <bdi>{each}</bdi>
          </span>
        ))}
      </p>
      {(open || hidden > 0) && (
        <UnstyledButton className={css.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t("views.filters.less") : t("views.filters.more", { n: hidden })}
        </UnstyledButton>
      )}
    </div>
  );
}
