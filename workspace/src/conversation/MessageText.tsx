import { lazy, Suspense } from "react";
import { Clipped, Long } from "./Clipped.tsx";
import css from "./text.module.css";

/** The sanitiser is only loaded for somebody else's HTML. */
const RichText = lazy(() => import("./RichText.tsx"));

export function MessageText({ text, rich }: { text: string; rich: string | null }) {
  if (!rich)
    return (
      <div className={css.text} dir="auto">
        <Clipped text={text} />
      </div>
    );
  return (
    <div className={css.text} dir="auto">
      <Long length={rich.length}>
        {(whole) =>
          whole ? (
            <Suspense fallback={<Clipped text={text} />}>
              <RichText html={rich} />
            </Suspense>
          ) : (
            <Clipped text={text} />
          )
        }
      </Long>
    </div>
  );
}
