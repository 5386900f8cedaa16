import { useInfiniteQuery } from "@tanstack/react-query";
import { listUnhandled, type UnhandledUpdate } from "../api/queries/accounts.ts";
import { Refused } from "../api/Refused.tsx";
import { Empty } from "../shared/Empty.tsx";
import { Further } from "../shared/Further.tsx";
import { Hint } from "../shared/Hint.tsx";
import form from "../shared/form.module.css";
import { t } from "../shared/texts/index.ts";
import { When } from "../shared/When.tsx";
import css from "./channels.module.css";

/** What the service sent and is in no conversation: as it came, never as anything else than text. */
export function Unhandled({ accountId }: { accountId: string }) {
  const query = useInfiniteQuery(listUnhandled(accountId));
  const { data, error, refetch, hasNextPage } = query;
  const updates = data?.pages.flatMap((page) => page.updates);
  return (
    <>
      {error && !data && <Refused error={error} onRetry={() => void refetch()} />}
      {updates?.length === 0 && !hasNextPage && (
        <Empty title={t("channels.unhandled.empty")} hint={t("channels.unhandled.hint")} />
      )}
      {updates && updates.length > 0 && <Hint>{t("channels.unhandled.hint")}</Hint>}
      {updates?.map((update, at) => (
        <Update key={`${update.created_at}-${at}`} update={update} />
      ))}
      <Further list={query}>{t("channels.more")}</Further>
    </>
  );
}

function Update({ update: { created_at, reason, raw, taken_in_at } }: { update: UnhandledUpdate }) {
  return (
    <article className={form.section} style={{ marginBlockStart: "1rem" }}>
      <h2 className={form.heading}>{reason}</h2>
      <Hint>
        <When at={created_at} />
        {taken_in_at && (
          <>
            {" · "}
            {t("channels.unhandled.taken_in")} <When at={taken_in_at} />
          </>
        )}
      </Hint>
      <details>
        <summary>{t("channels.unhandled.raw")}</summary>
        <pre className={css.raw} tabIndex={0}>
          {raw}
        </pre>
      </details>
    </article>
  );
}
