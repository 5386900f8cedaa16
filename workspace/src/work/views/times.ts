/** A time that a filter names: a day, a moment, or how far from now. Pure. */

export type Unit = "m" | "h" | "d" | "w";
export type TimeMode = "today" | "yesterday" | "tomorrow" | "now" | "ago" | "ahead" | "day" | "moment";

export const MODES: readonly TimeMode[] = ["today", "yesterday", "tomorrow", "ago", "ahead", "day"];
export const MOMENT_MODES: readonly TimeMode[] = [...MODES, "now", "moment"];
export const unitsOf = (type: string): readonly Unit[] => (type === "date" ? ["d", "w"] : ["m", "h", "d", "w"]);

export type Length = { n: string; unit: Unit };

export function modeOf(value: string): TimeMode {
  if (value === "today" || value === "yesterday" || value === "tomorrow" || value === "now") return value;
  if (/^[+-]\d*[mhdw]$/.test(value)) return value.startsWith("-") ? "ago" : "ahead";
  return value.includes("T") ? "moment" : "day";
}

/** Of `-7d`, `+2w` and `7d`. */
export function lengthOf(value: string): Length {
  const found = /^[+-]?(\d*)([mhdw])$/.exec(value);
  return { n: found?.[1] ?? "", unit: (found?.[2] ?? "d") as Unit };
}

export const written = (sign: "" | "+" | "-", { n, unit }: Length): string => `${sign}${n.replace(/\D/g, "")}${unit}`;

/** With what a mode begins. */
export function firstOf(mode: TimeMode, now: Date): string {
  if (mode === "ago") return "-7d";
  if (mode === "ahead") return "+7d";
  if (mode === "moment") return now.toISOString();
  if (mode === "day") return now.toISOString().slice(0, 10);
  return mode;
}
