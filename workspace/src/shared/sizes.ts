import { locale } from "./preferences.ts";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** `1.4 MB`. */
export function size(bytes: number): string {
  const at = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  // The short form of bytes has no plural.
  const unitDisplay = at === 0 ? "long" : "short";
  const options = { style: "unit", unit: UNITS[at], unitDisplay, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale(), options).format(bytes / 1000 ** at);
}

export const number = (value: number): string => new Intl.NumberFormat(locale()).format(value);
