import { useMemo } from "react";
import css from "./richtext.module.css";
import { sanitised } from "./sanitise.ts";

export default function RichText({ html }: { html: string }) {
  const clean = useMemo(() => ({ __html: sanitised(html) }), [html]);
  return <div className={css.rich} dangerouslySetInnerHTML={clean} />;
}
