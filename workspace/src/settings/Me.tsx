import "@mantine/core/styles/FloatingIndicator.layer.css";
import "@mantine/core/styles/SegmentedControl.layer.css";
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Switch.layer.css";
import { Button, SegmentedControl, Switch, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useId, type ReactNode } from "react";
import { useSignOut } from "../session/useSignOut.ts";
import { perform } from "../shared/keys/index.ts";
import {
  DENSITIES,
  density,
  LANGUAGES,
  language,
  singleKeys,
  type Density,
  type Language,
} from "../shared/preferences.ts";
import { Hint } from "../shared/Hint.tsx";
import { Screen } from "../shared/Screen.tsx";
import { useStore } from "../shared/store.ts";
import { t } from "../shared/texts/index.ts";
import css from "./me.module.css";
import { MyHours } from "./people/MyHours.tsx";

const SCHEMES = ["auto", "light", "dark"] as const;

export function Me() {
  return (
    <Screen title={t("settings.me.title")} intro={t("settings.me.browser")}>
      <MyHours />
      <LanguageChoice />
      <Colours />
      <DensityChoice />
      <Keys />
      <Sessions />
    </Screen>
  );
}

function LanguageChoice() {
  const data = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  return (
    <Choice
      title={t("settings.me.language")}
      data={data}
      value={useStore(language)}
      onChange={(chosen) => language.set(chosen as Language)}
    />
  );
}

function Colours() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const data = SCHEMES.map((value) => ({ value, label: t(`settings.me.colours.${value}`) }));
  return (
    <Choice
      title={t("settings.me.colours")}
      data={data}
      value={colorScheme}
      onChange={(chosen) => setColorScheme(chosen as MantineColorScheme)}
    />
  );
}

function DensityChoice() {
  const data = (Object.keys(DENSITIES) as Density[]).map((value) => ({
    value,
    label: t(`settings.me.density.${value}`),
  }));
  return (
    <Choice
      title={t("settings.me.density")}
      data={data}
      value={useStore(density)}
      onChange={(chosen) => density.set(chosen as Density)}
    />
  );
}

function Keys() {
  const on = useStore(singleKeys);
  return (
    <Line title={t("settings.me.keys")} hint={t("settings.me.keys.hint")}>
      <Switch
        checked={on}
        onChange={(event) => singleKeys.set(event.currentTarget.checked)}
        aria-label={t("settings.me.keys")}
      />
      <Button variant="default" size="xs" onClick={() => perform("help")}>
        {t("settings.me.keys.show")}
      </Button>
    </Line>
  );
}

function Sessions() {
  const signOut = useSignOut();
  return (
    <Line title={t("settings.me.sessions")} hint={t("settings.me.sessions.hint")}>
      <Button variant="default" onClick={() => signOut({ everywhere: true })}>
        {t("shell.sign_out_everywhere")}
      </Button>
    </Line>
  );
}

type ChoiceProps = {
  title: string;
  data: { value: string; label: string }[];
  value: string;
  onChange(value: string): void;
};

function Choice({ title, ...control }: ChoiceProps) {
  return (
    <Line title={title}>
      <SegmentedControl {...control} aria-label={title} />
    </Line>
  );
}

function Line({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={css.line} aria-labelledby={id}>
      <div>
        <h2 id={id} className={css.title}>
          {title}
        </h2>
        {hint && <Hint>{hint}</Hint>}
      </div>
      <div className={css.control}>{children}</div>
    </section>
  );
}
