import "@mantine/core/styles/Input.layer.css";
import { TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId } from "react";
import { answer, api } from "../../api/client.ts";
import { words } from "../../api/problems.ts";
import { getSnippet, listSnippets, preparedChanged, type Snippet } from "../../api/queries/prepared.ts";
import { useEditing } from "../../api/useEditing.ts";
import { unchanged } from "../../api/versions.ts";
import { announce } from "../../shared/announce.ts";
import css from "../../shared/form.module.css";
import { t } from "../../shared/texts/index.ts";
import { EditorForm } from "../EditorForm.tsx";
import { Content } from "./Content.tsx";
import { bodyOf, formOf, isWhole, patchOf } from "./form.ts";

const SHOWN = ["name", "shortcut", "folder", "text", "rich_text"];

export function SnippetEditor({ snippet }: { snippet: Snippet | undefined }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const folders = useId();
  const { data } = useQuery(listSnippets());
  const editing = useEditing({
    name: `snippet.${snippet?.id ?? "new"}`,
    found: snippet,
    formOf,
    send: (form, before, key) => {
      if (!before) {
        const params = { header: { "idempotency-key": key } };
        return answer(api.POST("/snippets", { params, body: bodyOf(form) }));
      }
      const params = { path: { snippet_id: before.id }, header: unchanged(before) };
      return answer(api.PATCH("/snippets/{snippet_id}", { params, body: patchOf(form, before) }));
    },
    newest: () => queries.fetchQuery({ ...getSnippet(snippet!.id), staleTime: 0 }),
    onSaved: async () => {
      await preparedChanged(queries, "listSnippets", "getSnippet");
      announce(t("settings.saved"));
      if (!snippet) await navigate({ to: "/settings/snippets" });
    },
  });
  const { form, change, problem, tried } = editing;
  const missing = (there: boolean) => (tried && !there ? t("settings.missing") : undefined);
  return (
    <EditorForm editing={editing} shown={SHOWN} onSubmit={() => editing.submit(isWhole(form))}>
      <section className={css.section}>
        <div className={css.fields} style={{ marginBlockStart: 0 }}>
          <TextInput
            label={t("snippets.name")}
            withAsterisk
            maxLength={100}
            value={form.name}
            error={missing(form.name.trim() !== "") ?? problem?.at("name")}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t("snippets.shortcut")}
            description={t("snippets.shortcut.hint")}
            leftSection="/"
            spellCheck={false}
            maxLength={33}
            value={form.shortcut}
            error={problem?.at("shortcut") ?? (problem?.code === "shortcut_taken" ? words(problem) : undefined)}
            onChange={(event) => change({ shortcut: event.currentTarget.value })}
          />
          <TextInput
            label={t("snippets.folder")}
            description={t("snippets.folder.hint")}
            list={folders}
            maxLength={200}
            value={form.folder}
            error={problem?.at("folder")}
            onChange={(event) => change({ folder: event.currentTarget.value })}
          />
          <datalist id={folders}>
            {data?.folders.map((folder) => (
              <option key={folder} value={folder} />
            ))}
          </datalist>
        </div>
      </section>
      <Content
        key={editing.shows}
        content={form.content}
        error={missing(isWhole({ ...form, name: "-" })) ?? problem?.at("rich_text") ?? problem?.at("text")}
        onChange={(content) => change({ content })}
      />
    </EditorForm>
  );
}
