import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Switch.layer.css";
import { NativeSelect, Switch, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client.ts";
import { Permitted } from "../api/Permitted.tsx";
import { getSettings, type DeskSettings as Settings } from "../api/queries/administration.ts";
import { Refused } from "../api/Refused.tsx";
import { useEditing } from "../api/useEditing.ts";
import { unchanged } from "../api/versions.ts";
import { announce } from "../shared/announce.ts";
import css from "../shared/form.module.css";
import { changes } from "../shared/merged.ts";
import { Screen } from "../shared/Screen.tsx";
import { t } from "../shared/texts/index.ts";
import { EditorForm } from "./EditorForm.tsx";

const MOST_SECONDS = 60;
const WHEN_AWAY = ["keep", "return"] as const;

export function DeskSettings() {
  return (
    <Screen title={t("shell.nav.desk")} intro={t("settings.desk.intro")}>
      <Permitted scope="settings.write">
        <Loaded />
      </Permitted>
    </Screen>
  );
}

function Loaded() {
  const { data, error, refetch } = useQuery(getSettings());
  if (data) return <Editor settings={data} />;
  return error ? <Refused error={error} onRetry={() => void refetch()} /> : null;
}

const formOf = (found: Settings | undefined) => ({
  take_on_reply: found?.take_on_reply ?? true,
  undo: String(found?.undo_seconds ?? 0),
  when_away: found?.when_away ?? WHEN_AWAY[0],
});
const bodyOf = ({ undo, ...others }: ReturnType<typeof formOf>) => ({ ...others, undo_seconds: Number(undo) });

function Editor({ settings }: { settings: Settings }) {
  const queries = useQueryClient();
  const editing = useEditing({
    name: "desk",
    found: settings,
    formOf,
    send: (form, before) => {
      const body = changes(bodyOf(form), bodyOf(formOf(before)));
      return answer(api.PATCH("/settings", { params: { header: unchanged(before ?? settings) }, body }));
    },
    newest: () => queries.fetchQuery({ ...getSettings(), staleTime: 0 }),
    onSaved: async (saved) => {
      queries.setQueryData(getSettings().queryKey, saved);
      announce(t("settings.saved"));
      await queries.invalidateQueries({ queryKey: ["listAuditEvents"] });
    },
  });
  const { form, change, problem } = editing;
  const fits = /^\d{1,2}$/.test(form.undo) && Number(form.undo) <= MOST_SECONDS;
  return (
    <EditorForm
      editing={editing}
      shown={["take_on_reply", "undo_seconds", "when_away"]}
      onSubmit={() => editing.submit(fits)}
    >
      <section className={css.section}>
        <div className={css.fields} style={{ marginBlockStart: 0 }}>
          <Switch
            label={t("settings.desk.take")}
            description={t("settings.desk.take.hint")}
            checked={form.take_on_reply}
            error={problem?.at("take_on_reply")}
            onChange={(event) => change({ take_on_reply: event.currentTarget.checked })}
          />
          <TextInput
            label={t("settings.desk.undo")}
            description={t("settings.desk.undo.hint")}
            inputMode="numeric"
            maw="16rem"
            value={form.undo}
            error={fits ? problem?.at("undo_seconds") : t("settings.desk.undo.wrong", { most: MOST_SECONDS })}
            onChange={(event) => change({ undo: event.currentTarget.value.trim() })}
          />
          <NativeSelect
            label={t("settings.desk.away")}
            description={t(`settings.desk.away.hint.${form.when_away}`)}
            data={WHEN_AWAY.map((value) => ({ value, label: t(`settings.desk.away.${value}`) }))}
            value={form.when_away}
            error={problem?.at("when_away")}
            onChange={(event) =>
              change({ when_away: WHEN_AWAY.find((each) => each === event.currentTarget.value) ?? "keep" })
            }
          />
        </div>
      </section>
    </EditorForm>
  );
}
