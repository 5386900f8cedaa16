import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Radio.layer.css";
import { Radio } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client.ts";
import { Failure } from "../api/Failure.tsx";
import { getFileSettings } from "../api/queries/administration.ts";
import { useMay } from "../api/queries/people.ts";
import { Refused } from "../api/Refused.tsx";
import { announce } from "../shared/announce.ts";
import form from "../shared/form.module.css";
import { Notice } from "../shared/Notice.tsx";
import { Screen } from "../shared/Screen.tsx";
import { t } from "../shared/texts/index.ts";

const CHOICES = ["scanned", "unscanned"] as const;

export function Files() {
  const { data, error, refetch } = useQuery(getFileSettings());
  return (
    <Screen title={t("shell.nav.files")} intro={t("settings.files.intro")}>
      {error && !data && <Refused error={error} onRetry={() => void refetch()} />}
      {data && <Served unscanned={data.serve_unscanned} />}
    </Screen>
  );
}

/** Saved at once: there is one choice, and nothing to lose. */
function Served({ unscanned }: { unscanned: boolean }) {
  const queries = useQueryClient();
  const mayChange = useMay("channels.write");
  const [chosen, setChosen] = useState(unscanned);
  const change = useMutation({
    mutationFn: (serve: boolean) => answer(api.PUT("/settings/files", { body: { serve_unscanned: serve } })),
    onSuccess: (saved) => {
      queries.setQueryData(getFileSettings().queryKey, saved);
      announce(t("settings.saved"));
    },
    onError: () => setChosen(unscanned),
  });
  return (
    <section className={form.section}>
      <Radio.Group
        label={t("settings.files.title")}
        description={t("settings.files.hint")}
        value={chosen ? "unscanned" : "scanned"}
        onChange={(value) => {
          setChosen(value === "unscanned");
          change.mutate(value === "unscanned");
        }}
      >
        <div className={form.stack} style={{ marginBlockStart: "1rem" }}>
          {CHOICES.map((choice) => (
            <Radio
              key={choice}
              value={choice}
              disabled={!mayChange}
              label={t(`settings.files.${choice}`)}
              description={t(`settings.files.${choice}.hint`)}
            />
          ))}
        </div>
      </Radio.Group>
      {chosen && <Notice tone="warn">{t("settings.files.danger")}</Notice>}
      <Failure error={change.error} />
      {change.isSuccess && <p className={form.saved}>{t("settings.saved")}</p>}
    </section>
  );
}
