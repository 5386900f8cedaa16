import { now } from "./clock.ts";
import { language, locale } from "./preferences.ts";

const MINUTE = 60_000;
const STEPS = [
  ["year", 365 * 24 * 60 * MINUTE],
  ["month", 30 * 24 * 60 * MINUTE],
  ["week", 7 * 24 * 60 * MINUTE],
  ["day", 24 * 60 * MINUTE],
  ["hour", 60 * MINUTE],
  ["minute", MINUTE],
] as const;

/** Formats are dear to make: one of each kind and language is kept. */
const formats = new Map<string, Intl.DateTimeFormat>();
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale() + JSON.stringify(options);
  const kept = formats.get(key) ?? new Intl.DateTimeFormat(locale(), options);
  formats.set(key, kept);
  return kept;
}

/** `2 min`, `3 hr`, `yesterday`: for lists. What is still to come, as something is that a clock ahead of ours has dated,
 * is no age: it is said with its time. */
export function age(iso: string, at = now()): string {
  const passed = at - Date.parse(iso);
  if (passed < -MINUTE) return ahead(iso, at);
  const relative = new Intl.RelativeTimeFormat(language.get(), { numeric: "auto", style: "narrow" });
  for (const [unit, size] of STEPS) if (passed >= size) return relative.format(-Math.floor(passed / size), unit);
  return relative.format(0, "second");
}

/** With its day, unless that is today: for what is still to come. */
export const at = (iso: string): string => ahead(iso, now());

function ahead(iso: string, at: number): string {
  const date = new Date(iso);
  const here = new Date(at);
  if (date.toDateString() === here.toDateString()) return time(iso);
  const year = date.getFullYear() === here.getFullYear() ? undefined : "numeric";
  return format({ day: "numeric", month: "short", year, hour: "2-digit", minute: "2-digit" }).format(date);
}

/** `14:05`. */
export const time = (iso: string): string => format({ hour: "2-digit", minute: "2-digit" }).format(Date.parse(iso));

/** `Thursday 26 November`, with the year if it is another. */
export function day(iso: string, at = now()): string {
  const date = new Date(iso);
  const year = date.getFullYear() === new Date(at).getFullYear() ? undefined : "numeric";
  return format({ weekday: "long", day: "numeric", month: "long", year }).format(date);
}

/** `26 Nov 2026`: for what stays as it is. */
export const date = (iso: string): string => format({ dateStyle: "medium" }).format(Date.parse(iso));

/** All of it, with the zone: for tooltips. */
export const moment = (iso: string): string =>
  format({ dateStyle: "full", timeStyle: "long" } as Intl.DateTimeFormatOptions).format(Date.parse(iso));

/** Whether two moments are on one day where the reader is. */
export const sameDay = (one: string, other: string): boolean =>
  new Date(one).toDateString() === new Date(other).toDateString();
