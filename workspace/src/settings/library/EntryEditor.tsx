import "@mantine/core/styles/Input.layer.css";
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client.ts";
import { getLibraryEntry, preparedChanged, type EntryKind, type LibraryEntry } from "../../api/queries/prepared.ts";
import { useEditing } from "../../api/useEditing.ts";
import { unchanged } from "../../api/versions.ts";
import { announce } from "../../shared/announce.ts";
import css from "../../shared/form.module.css";
import { t } from "../../shared/texts/index.ts";
import { Fixed } from "../Fixed.tsx";
import { ENTRY_KINDS } from "../prepared.ts";
import { EditorForm } from "../EditorForm.tsx";
import { FileField } from "./FileField.tsx";
import { bodyOf, formOf, has, needsAddress, patchOf, type EntryForm } from "./form.ts";
import { QuoteFields } from "./QuoteFields.tsx";

const SHOWN = ["title", "url", "excerpt", "file_id", "quote_number", "amount", "currency", "valid_until"];
type Props = { entry: LibraryEntry | undefined; kind: EntryKind | undefined };

export function EntryEditor({ entry, kind }: Props) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [uploading, setUploading] = useState(false);
  const editing = useEditing({
    name: `library.${entry?.id ?? "new"}`,
    found: entry,
    formOf: (found) => formOf(found, kind),
    send: (form, before, key) => {
      if (!before) {
        const params = { header: { "idempotency-key": key } };
        return answer(api.POST("/library", { params, body: bodyOf(form) }));
      }
      const params = { path: { entry_id: before.id }, header: unchanged(before) };
      return answer(api.PATCH("/library/{entry_id}", { params, body: patchOf(form, before) }));
    },
    newest: () => queries.fetchQuery({ ...getLibraryEntry(entry!.id), staleTime: 0 }),
    onSaved: async (saved) => {
      await preparedChanged(queries, "listLibrary", "getLibraryEntry");
      announce(t("settings.saved"));
      if (!entry) await navigate({ to: "/settings/library", search: { kind: kind && saved.kind } });
    },
  });
  const { form, change, before, problem, tried } = editing;
  const untitled = tried && !form.title.trim() ? t("settings.missing") : undefined;
  const field = (name: keyof EntryForm, api: string) => ({
    value: form[name],
    error: problem?.at(api),
    onChange: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
  });
  return (
    <EditorForm
      editing={editing}
      shown={SHOWN}
      onSubmit={() => editing.submit(Boolean(form.title.trim()) && !uploading)}
    >
      <section className={css.section}>
        <div className={css.fields} style={{ marginBlockStart: 0 }}>
          {before ? (
            <Fixed label={t("library.kind")} value={t(`library.kind.${form.kind}`)} />
          ) : (
            <NativeSelect
              label={t("library.kind")}
              data={ENTRY_KINDS.map((value) => ({ value, label: t(`library.kind.${value}`) }))}
              value={form.kind}
              onChange={(event) => change({ kind: ENTRY_KINDS.find((each) => each === event.currentTarget.value)! })}
            />
          )}
          <TextInput
            label={t("library.title")}
            withAsterisk
            maxLength={100}
            {...field("title", "title")}
            error={untitled ?? problem?.at("title")}
          />
          {has(form.kind, "file") && (
            <FileField
              id={form.file}
              error={problem?.at("file_id")}
              onUploading={setUploading}
              onChange={(file) => change({ file })}
            />
          )}
          {has(form.kind, "number") && <QuoteFields field={field} />}
          <TextInput
            label={t("library.url")}
            description={t(`library.url.${form.kind}`)}
            withAsterisk={needsAddress(form.kind)}
            type="url"
            spellCheck={false}
            placeholder="https://"
            {...field("url", "url")}
          />
          <Textarea
            label={t("library.excerpt")}
            description={t("library.excerpt.hint")}
            rows={3}
            maxLength={1000}
            {...field("excerpt", "excerpt")}
          />
        </div>
      </section>
    </EditorForm>
  );
}
