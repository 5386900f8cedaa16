import { createTheme, rem, type CSSVariablesResolver } from "@mantine/core";
import { t } from "../shared/texts/index.ts";

const GREEN = "#055c43";
/** Mantine's own dark greys have no hue; these have that of the light ones. */
const DARK = [
  "#e4e8ea",
  "#c3cbd0",
  "#a3afb6",
  "#75828a",
  "#3a4348",
  "#2a3135",
  "#22282b",
  "#1b2023",
  "#14181a",
  "#0e1112",
] as const;
const SPACES = { xs: 10, sm: 12, md: 16, lg: 20, xl: 32 };

export const theme = createTheme({
  primaryColor: "teal",
  colors: { dark: DARK },
  primaryShade: { light: 9, dark: 7 },
  autoContrast: true,
  defaultRadius: "md",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Open Sans", "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: "650" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { overlayProps: { backgroundOpacity: 0.4 } } },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.4 } } },
    Notification: {
      // A function: the language may change.
      defaultProps: () => ({ closeButtonProps: { "aria-label": t("shell.close") } }),
      // Mantine's grey misses AA below a title.
      styles: { description: { color: "var(--mantine-color-text)" } },
    },
  },
});

/** All spaces follow --density. Mantine's greys and its teal miss AA; these reach it on each surface that carries text. */
export const variables: CSSVariablesResolver = ({ colors }) => ({
  variables: Object.fromEntries(
    Object.entries(SPACES).map(([name, px]) => [`--mantine-spacing-${name}`, `calc(${rem(px)} * var(--density))`]),
  ),
  light: {
    "--canvas": "#f3f5f6",
    "--hover": "#e7ebed",
    "--chosen": "#dcebe4",
    "--surface": "#ffffff",
    "--line": "#e3e7ea",
    "--raised": "#f7f8f9",
    "--mine": "#e3f6ee",
    "--warn": "#9a3412",
    "--warn-surface": "#fff4e6",
    "--note": "#6b4500",
    "--note-surface": "#fff6cf",
    "--note-line": "#e3c65f",
    "--mantine-color-text": "#1b2226",
    "--mantine-color-dimmed": "#55616a",
    "--mantine-color-placeholder": "#66727b",
    "--mantine-color-error": colors.red[9]!,
    "--mantine-color-default-border": "#d5dbdf",
    // What the pointer is on is not paler: white letters need the contrast.
    "--mantine-primary-color-filled-hover": "#0a6e50",
    "--mantine-primary-color-light": "#e3f6ee",
    "--mantine-primary-color-light-hover": "#d3f0e4",
    "--mantine-primary-color-light-color": GREEN,
    "--mantine-color-teal-light": "#e3f6ee",
    "--mantine-color-teal-light-color": GREEN,
  },
  dark: {
    "--canvas": DARK[8],
    "--hover": "#20262a",
    "--chosen": "#1a3a30",
    "--surface": DARK[7],
    "--line": "#2c3337",
    "--raised": DARK[6],
    "--mine": "#123c30",
    "--warn": "#ffb27a",
    "--warn-surface": "#3a2616",
    "--note": "#f5d67b",
    "--note-surface": "#332b12",
    "--note-line": "#6e5a1f",
    "--mantine-color-text": DARK[0],
    "--mantine-color-dimmed": DARK[2],
    "--mantine-color-placeholder": "#8f9ba3",
    "--mantine-color-error": colors.red[3]!,
    "--mantine-primary-color-light": "#123c30",
    "--mantine-primary-color-light-hover": "#16493a",
    "--mantine-primary-color-light-color": colors.teal[2]!,
    "--mantine-color-teal-light": "#123c30",
    "--mantine-color-teal-light-color": colors.teal[2]!,
    "--mantine-primary-color-filled": colors.teal[9]!,
    "--mantine-primary-color-filled-hover": "#0a6e50",
    "--mantine-color-teal-filled": colors.teal[9]!,
  },
});
