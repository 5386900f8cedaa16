import { useQuery } from "@tanstack/react-query";
import BookOpen from "lucide-react/icons/book-open";
import TextSelect from "lucide-react/icons/text-cursor-input";
import { useState } from "react";
import { listLibrary, listSnippets, type LibraryEntry } from "../api/queries/prepared.ts";
import { t } from "../shared/texts/index.ts";
import { Picker, type Pickable } from "./Picker.tsx";
import { foundIn } from "./suggesting.ts";
import type { Inserting } from "./useInserting.ts";
import type { Source } from "./useSuggestions.ts";

const SHOWN = 140;

/** Snippets: by `/` while one writes, and by a button. They are read when somebody first wants one. */
export function useSnippets({ insert }: Inserting) {
  const [wanted, setWanted] = useState(false);
  const { data, error } = useQuery({ ...listSnippets(), enabled: wanted });
  const all = data?.snippets.map(
    ({ id, name, shortcut, folder, text }): Pickable => ({
      id,
      name,
      shortcut,
      hint: [folder, shortcut && `/${shortcut}`].filter(Boolean).join(" · "),
      more: text.slice(0, SHOWN),
      also: [folder],
    }),
  );
  const want = () => setWanted(true);
  const source: Source = {
    mark: "/",
    label: t("inserts.snippets"),
    none: t(all ? "inserts.snippets.none" : "inserts.loading"),
    find: (typed) => foundIn(all ?? [], typed),
    choose: ({ id, name }) => insert({ snippet_id: id }, name),
    onOpen: want,
  };
  const button = (
    <Picker
      label={t("inserts.snippets")}
      icon={<TextSelect size={16} />}
      none={t("inserts.snippets.none")}
      all={all}
      error={error}
      onOpen={want}
      onChoose={source.choose}
    />
  );
  return { source, button };
}

const about = ({ quote_number, amount, currency }: LibraryEntry): string =>
  [quote_number, amount && `${amount} ${currency}`].filter(Boolean).join(" · ");

/** Documents, articles, meeting links, videos and quotes. */
export function Library({ inserting }: { inserting: Inserting }) {
  const [wanted, setWanted] = useState(false);
  const { data, error } = useQuery({ ...listLibrary(), enabled: wanted });
  const all = data?.map((entry): Pickable => {
    const kind = t(`inserts.kind.${entry.kind}`);
    const more = about(entry) || entry.excerpt || entry.url || "";
    return { id: entry.id, name: entry.title, hint: kind, more: more.slice(0, SHOWN), also: [kind, more] };
  });
  return (
    <Picker
      label={t("inserts.library")}
      icon={<BookOpen size={16} />}
      none={t("inserts.library.none")}
      all={all}
      error={error}
      onOpen={() => setWanted(true)}
      onChoose={({ id, name }) => inserting.insert({ entry_id: id }, name)}
    />
  );
}
