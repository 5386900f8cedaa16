import "@mantine/core/styles/Input.layer.css";
import { Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "../../api/client.ts";
import { changeWebhook, createWebhook, getWebhook, webhooksChanged, type Webhook } from "../../api/queries/webhooks.ts";
import { useEditing } from "../../api/useEditing.ts";
import { unchanged } from "../../api/versions.ts";
import { announce } from "../../shared/announce.ts";
import css from "../../shared/form.module.css";
import { Picks } from "../../shared/Picks.tsx";
import { t } from "../../shared/texts/index.ts";
import { EditorForm } from "../EditorForm.tsx";
import { bodyOf, formOf, isWhole, patchOf, TYPES, type WebhookForm } from "./form.ts";

type Made = Schemas["NewWebhookSubscriptionOut"];
type Props = { webhook: Webhook; onMade?: never } | { webhook: undefined; onMade(made: Made): void };

export function WebhookEditor({ webhook, onMade }: Props) {
  const queries = useQueryClient();
  const editing = useEditing<Webhook, WebhookForm>({
    name: `webhook.${webhook?.id ?? "new"}`,
    found: webhook,
    formOf,
    send: (form, before, key) =>
      before ? changeWebhook(before.id, patchOf(form, before), unchanged(before)) : createWebhook(bodyOf(form), key),
    newest: () => queries.fetchQuery({ ...getWebhook(webhook!.id), staleTime: 0 }),
    onSaved: async (saved) => {
      announce(t("settings.saved"));
      if ("secret" in saved) onMade?.(saved as Made);
      await webhooksChanged(queries);
    },
  });
  const { form, change, problem, tried } = editing;
  const missing = (text: string) => (tried && !text.trim() ? t("settings.missing") : undefined);
  return (
    <EditorForm
      editing={editing}
      shown={["name", "url", "types", "types[", "not_by", "not_by["]}
      onSubmit={() => editing.submit(isWhole(form))}
    >
      <section className={css.section}>
        <div className={css.fields} style={{ marginBlockStart: 0 }}>
          <TextInput
            label={t("webhooks.name")}
            description={t("webhooks.name.hint")}
            withAsterisk
            maxLength={256}
            value={form.name}
            error={missing(form.name) ?? problem?.at("name")}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t("webhooks.url")}
            description={t("webhooks.url.hint")}
            withAsterisk
            type="url"
            dir="ltr"
            spellCheck={false}
            maxLength={2048}
            value={form.url}
            error={missing(form.url) ?? problem?.at("url")}
            onChange={(event) => change({ url: event.currentTarget.value })}
          />
          <Picks
            label={t("webhooks.types")}
            hint={t("webhooks.types.hint")}
            options={TYPES.map((value) => ({ value, label: t(`webhooks.type.${value}`) }))}
            chosen={form.types}
            error={problem?.errors.find(({ field }) => field.startsWith("types"))?.message}
            onChange={(types) => change({ types })}
          />
          <Textarea
            label={t("webhooks.not_by")}
            description={t("webhooks.not_by.hint")}
            autosize
            minRows={1}
            dir="ltr"
            spellCheck={false}
            value={form.notBy}
            error={problem?.errors.find(({ field }) => field.startsWith("not_by"))?.message}
            onChange={(event) => change({ notBy: event.currentTarget.value })}
          />
        </div>
      </section>
    </EditorForm>
  );
}
