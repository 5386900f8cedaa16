import { Loader } from "@mantine/core";
import { lazy, Suspense, useId } from "react";
import css from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import type { SnippetForm } from "./form.ts";
import { PlaceholderMenu } from "./PlaceholderMenu.tsx";
import own from "./snippets.module.css";

const PreparedEditor = lazy(() => import("../../composer/PreparedEditor.tsx"));

type Content = SnippetForm["content"];
type Props = { content: Content; error: string | undefined; onChange(content: Content): void };

export function Content({ content, error, onChange }: Props) {
  const hint = useId();
  return (
    <section className={css.section}>
      <h2 className={css.heading}>{t("snippets.content")}</h2>
      <div id={hint}>
        <Hint>{t("snippets.content.hint", { example: "{{contact.first_name|there}}" })}</Hint>
        {error && (
          <p role="alert" className={own.error}>
            {error}
          </p>
        )}
      </div>
      <div className={own.editor}>
        <Suspense fallback={<Loader size="sm" />}>
          <PreparedEditor
            label={t("snippets.content")}
            describedBy={hint}
            placeholder={t("snippets.content.placeholder")}
            wrong={error !== undefined}
            content={content}
            tools={(insert) => <PlaceholderMenu onChoose={(name) => insert(`{{${name}}}`)} />}
            onChange={onChange}
          />
        </Suspense>
      </div>
    </section>
  );
}
