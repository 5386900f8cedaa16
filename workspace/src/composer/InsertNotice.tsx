import { Button, TextInput } from "@mantine/core";
import "@mantine/core/styles/Input.layer.css";
import { has, t, type Key } from "../shared/texts/index.ts";
import { words } from "../api/problems.ts";
import css from "./notice.module.css";
import { Refusal } from "./Refusal.tsx";
import type { Sheet } from "./sheet.ts";
import { useDraft } from "./useDraft.ts";
import type { Inserting, Outcome } from "./useInserting.ts";

type Props = { inserting: Inserting; sheet: Sheet };

/** What became of what was inserted, where one looks: under the text. */
export function InsertNotice({ inserting, sheet }: Props) {
  const { error, missing, outcome, name, forget } = inserting;
  if (missing.length > 0) return <Missing inserting={inserting} />;
  if (error)
    return (
      <Refusal>
        {t("inserts.failed", { name })} {words(error)}{" "}
        <Button size="compact-xs" variant="default" onClick={forget}>
          {t("inserts.close")}
        </Button>
      </Refusal>
    );
  return outcome ? <Lost inserting={inserting} outcome={outcome} sheet={sheet} /> : null;
}

const title = (name: string): string => {
  const key = `inserts.placeholder.${name}`;
  return has(key) ? t(key as Extract<Key, `inserts.placeholder.${string}`>) : name;
};

function Missing({ inserting: { name, missing, pending, fill, forget } }: { inserting: Inserting }) {
  return (
    <form
      className={css.notice}
      aria-label={t("inserts.missing")}
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        fill(Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") forget();
      }}
    >
      <p role="alert">{t("inserts.missing.why", { name, n: missing.length })}</p>
      <div className={css.fields}>
        {missing.map((field, at) => (
          <TextInput
            key={field}
            name={field}
            label={title(field)}
            description={title(field) === field ? undefined : `{{${field}}}`}
            maxLength={1000}
            required
            autoFocus={at === 0}
            size="xs"
          />
        ))}
      </div>
      <div className={css.actions}>
        <Button type="submit" size="compact-sm" loading={pending}>
          {t("composer.insert")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={forget}>
          {t("inserts.cancel")}
        </Button>
      </div>
    </form>
  );
}

function Lost({ inserting, outcome, sheet }: { inserting: Inserting; outcome: Outcome; sheet: Sheet }) {
  const { name, lost, refused, after } = outcome;
  const untouched = useDraft(sheet, (draft) => draft.text === after.text && draft.files === after.files);
  return (
    <div className={css.notice} role="status" data-refused={refused.length > 0 || undefined}>
      <p>{t(refused.length > 0 ? "inserts.refused" : "inserts.lost", { name })}</p>
      <ul>
        {refused.map(({ message }, at) => (
          <li key={at}>{message}</li>
        ))}
        {lost.map(({ kind }) => (
          <li key={kind}>{t(`inserts.loss.${kind}`)}</li>
        ))}
      </ul>
      <p>{t(refused.length > 0 ? "inserts.refused.do" : "inserts.lost.do")}</p>
      <div className={css.actions}>
        {untouched && (
          <Button size="compact-xs" variant="default" onClick={() => inserting.takeOut(outcome)}>
            {t("inserts.take_out")}
          </Button>
        )}
        <Button size="compact-xs" variant="subtle" color="gray" onClick={inserting.forget}>
          {t("inserts.keep")}
        </Button>
      </div>
    </div>
  );
}
