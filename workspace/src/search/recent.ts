import { stored } from "../shared/stored.ts";

/** What each person searched last on this browser, newest first. It is nowhere else. */
const KEPT = 10;
type Recent = Readonly<Record<string, readonly string[]>>;

const isWords = (value: unknown) => Array.isArray(value) && value.every((each) => typeof each === "string");

export const recent = stored<Recent>("searches", {}, (value) =>
  typeof value === "object" && value !== null && Object.values(value).every(isWords) ? (value as Recent) : undefined,
);

export function remember(person: string, words: string): void {
  const others = (recent.get()[person] ?? []).filter((each) => each !== words);
  recent.set({ ...recent.get(), [person]: [words, ...others].slice(0, KEPT) });
}

/** One of them, or all. */
export function forget(person: string, words?: string): void {
  const { [person]: mine = [], ...others } = recent.get();
  const left = words === undefined ? [] : mine.filter((each) => each !== words);
  recent.set(left.length > 0 ? { ...others, [person]: left } : others);
}
