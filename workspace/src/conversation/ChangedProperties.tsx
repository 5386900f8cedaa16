import { useState } from "react";
import { isEmpty } from "../api/property.ts";
import { brief } from "../shared/brief.ts";
import { ShowAll } from "../work/ShowAll.tsx";
import { t } from "../shared/texts/index.ts";
import { useShown } from "../work/useShown.ts";
import type { PropertyChange } from "./happened.ts";
import css from "./lines.module.css";

/** Of a value, before somebody wants all of it. */
const LETTERS = 160;

/** Which properties were changed, from what to what. */
export function ChangedProperties({ name, changes }: { name: string; changes: readonly PropertyChange[] }) {
  const shown = useShown();
  const [whole, setWhole] = useState(false);
  const inWords = changes.map((each) => ({
    property: shown.label(each.name),
    from: shown.value(each.name, each.from),
    to: shown.value(each.name, each.to),
    set: isEmpty(each.from),
    cleared: isEmpty(each.to),
  }));
  const begun = inWords.map((each) => ({ ...each, from: brief(each.from, LETTERS), to: brief(each.to, LETTERS) }));
  const all = sentence(name, inWords);
  const beginning = sentence(name, begun);
  if (beginning === all) return all;
  return (
    <>
      {whole ? <span className={css.whole}>{all}</span> : beginning}
      <ShowAll length={all.length} whole={whole} onChange={setWhole} />
    </>
  );
}

type InWords = { property: string; from: string; to: string; set: boolean; cleared: boolean };

function sentence(name: string, [first, ...others]: readonly InWords[]): string {
  if (!first) return t("conversation.event.unknown");
  if (others.length > 0) {
    const changes = [first, ...others].map((each) => t("conversation.event.change", each)).join(", ");
    return t("conversation.event.properties", { name, changes });
  }
  if (first.cleared) return t("conversation.event.property.cleared", { name, ...first });
  return t(first.set ? "conversation.event.property.set" : "conversation.event.property", { name, ...first });
}
